import fc from 'fast-check'
import type { Candidate } from '../../src/domain/candidate.js'
import { CHANNEL_DEFAULTS, type Channel } from '../../src/domain/channel.js'
import type { CooldownCause } from '../../src/domain/cooldown.js'
import { FIRST_STEP_MS } from '../../src/domain/cooldown-ladder.js'
import { Secret } from '../../src/domain/secret.js'
import type { Verdict } from '../../src/domain/verdict.js'
import type { RouteRequest, Selector } from '../../src/ports/selector.js'
import { createSelector, STRATEGIES, type StrategyName } from '../../src/select/create-selector.js'
import { createRandom } from '../../src/simulate/random.js'
import { createLiveState, type LiveState } from '../../src/state/live-state.js'
import { ROUTING_DEFAULTS } from '../../src/state/routing.js'

export const MODELS = ['claude-a', 'claude-b', 'other'] as const
export const START = 1_700_000_000_000

/** A channel with an id and nothing special about it. */
export function toChannel(id: number, overrides: Partial<Channel> = {}): Channel {
  return {
    ...CHANNEL_DEFAULTS,
    id,
    name: `channel-${id}`,
    url: 'http://upstream.test',
    keys: [{ id, secret: new Secret('secret'), enabled: true, note: '' }],
    models: ['*'],
    version: 1,
    createdAt: START,
    updatedAt: START,
    ...overrides,
  }
}

const keyFlags = fc.array(fc.boolean(), { maxLength: 3 })

/** Channels of all kinds, in a random order. */
export const channelList: fc.Arbitrary<Channel[]> = fc
  .array(
    fc.record({
      disabled: fc.nat(5).map((n) => n === 0),
      keys: keyFlags,
      models: fc.subarray(['claude-a', 'claude-b', 'claude-*', 'other', '*'], { minLength: 0 }),
      aliases: fc.constantFrom({}, { 'claude-a': 'vendor/a' }),
      priority: fc.integer({ min: 0, max: 2 }),
      weight: fc.integer({ min: 1, max: 5 }),
      keyStrategy: fc.constantFrom('round-robin' as const, 'sequential' as const),
    }),
    { maxLength: 7 },
  )
  .map((drafts) =>
    drafts.map(({ disabled, keys, ...rest }, at) => {
      const id = at + 1
      return toChannel(id, {
        ...rest,
        enabled: !disabled,
        keys: keys.map((enabled, position) => ({
          id: id * 10 + position,
          secret: new Secret(`secret-${id}-${position}`),
          enabled,
          note: '',
        })),
      })
    }),
  )

const causes = Object.keys(FIRST_STEP_MS) as CooldownCause[]

/** What an attempt may come to. `untilMs` counts from its end. */
export type Fate =
  | { readonly kind: 'success' }
  | { readonly kind: 'refused' }
  | { readonly kind: 'nothing-cools' }
  | {
      readonly kind: 'failure'
      readonly scope: 'key' | 'model' | 'channel'
      readonly cause: CooldownCause
      readonly untilMs: number | undefined
    }

export const fate: fc.Arbitrary<Fate> = fc.oneof(
  { weight: 3, arbitrary: fc.constant<Fate>({ kind: 'success' }) },
  { weight: 1, arbitrary: fc.constant<Fate>({ kind: 'refused' }) },
  { weight: 1, arbitrary: fc.constant<Fate>({ kind: 'nothing-cools' }) },
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant('failure' as const),
      scope: fc.constantFrom('key' as const, 'model' as const, 'channel' as const),
      cause: fc.constantFrom(...causes),
      untilMs: fc.option(fc.integer({ min: -5_000, max: 10_000_000 }), { nil: undefined }),
    }),
  },
)

export function toVerdictOf(what: Fate, now: number): Verdict {
  switch (what.kind) {
    case 'success':
      return { action: 'relay', clear: true }
    case 'refused':
      return { action: 'relay' }
    case 'nothing-cools':
      return { action: 'next' }
    case 'failure': {
      const { scope, cause, untilMs } = what
      const cool = untilMs === undefined ? { scope, cause } : { scope, cause, until: now + untilMs }
      return { action: 'next', cool }
    }
  }
}

export const strategy: fc.Arbitrary<StrategyName> = fc.constantFrom(...STRATEGIES)

export const routeRequest: fc.Arbitrary<RouteRequest> = fc.record({
  model: fc.constantFrom(...MODELS),
  endpoint: fc.constantFrom('messages' as const, 'count_tokens' as const),
  session: fc.constantFrom(null, 'session-1', 'session-2', 'session-3'),
})

/** A live state and a selector over it, both repeatable. */
export function createWorld(channels: readonly Channel[], name: StrategyName, seed = 1) {
  const random = createRandom(seed)
  const state = createLiveState({ ...ROUTING_DEFAULTS, random })
  state.use(channels, START)
  const selector = createSelector({ strategy: name, random: createRandom(seed + 1) })
  return { state, selector }
}

/** An attempt under way, and the plan that it came from. */
export interface Flight {
  readonly request: RouteRequest
  readonly plan: Iterator<Candidate>
  readonly candidate: Candidate
  readonly startedAt: number
}

/** Takes the next candidate of a plan and begins an attempt at it. */
export function takeOff(
  state: LiveState,
  plan: Iterator<Candidate>,
  request: RouteRequest,
  now: number,
): Flight | undefined {
  const step = plan.next()
  if (step.done === true) return undefined
  state.begin(step.value, now)
  return { request, plan, candidate: step.value, startedAt: now }
}

/** The iterator of a new plan. */
export function planOf(
  selector: Selector,
  state: LiveState,
  request: RouteRequest,
  now: number,
): Iterator<Candidate> {
  state.tick(now)
  return selector(request, state, now)[Symbol.iterator]()
}
