import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Candidate, PriorityGroup } from '../../src/domain/candidate.js'
import type { Channel } from '../../src/domain/channel.js'
import type { LiveState } from '../../src/state/live-state.js'
import {
  channelList,
  createWorld,
  type Fate,
  type Flight,
  fate,
  planOf,
  routeRequest,
  START,
  strategy,
  takeOff,
  toVerdictOf,
} from './world.js'

/** Whether a channel serves a model, said in another way than the code under test says it. */
function serves(channel: Channel, model: string): boolean {
  const names = [...channel.models, ...Object.keys(channel.aliases)]
  return names.some((name) => new RegExp(`^${name.replaceAll('*', '.*')}$`).test(model))
}

function readyFor(state: LiveState, model: string, now: number): Candidate[] {
  return state
    .groups(model)
    .flatMap(({ members }) => members.flatMap(({ candidates }) => candidates))
    .filter((candidate) => !state.cooldown(candidate, now) && !state.hold(candidate, now))
}

/** Sees to it that plans keep their promises at the moment that they give a candidate, or none. */
class Watcher {
  readonly #given = new Map<Iterator<Candidate>, Candidate[]>()

  /** `ready` is what was ready when the plan was asked. */
  gave({ plan, candidate, request }: Flight, ready: readonly Candidate[], wasCooling: boolean) {
    const { channel, key } = candidate
    expect(channel.enabled && key.enabled && serves(channel, request.model)).toBe(true)
    const given = this.#given.get(plan) ?? []
    expect(given).not.toContain(candidate)
    const rivals = this.#untried(given, ready)
    if (wasCooling) expect([given, rivals]).toEqual([[], []])
    for (const rival of rivals) {
      expect(rival.channel.priority).toBeLessThanOrEqual(channel.priority)
    }
    this.#given.set(plan, [...given, candidate])
  }

  ended(plan: Iterator<Candidate>, groups: readonly PriorityGroup[], ready: readonly Candidate[]) {
    const given = this.#given.get(plan) ?? []
    // A plan made before an edit goes on with the channels it was made of.
    if (given.some(({ group }) => !groups.includes(group))) return
    expect(this.#untried(given, ready)).toEqual([])
  }

  #untried(given: readonly Candidate[], ready: readonly Candidate[]): Candidate[] {
    return ready.filter((one) => !given.some(({ channel }) => channel === one.channel))
  }
}

type Step =
  | { readonly kind: 'request'; readonly request: Flight['request'] }
  | { readonly kind: 'answer'; readonly flight: number }
  | { readonly kind: 'land'; readonly flight: number; readonly fate: Fate }
  | { readonly kind: 'wait'; readonly ms: number }
  | { readonly kind: 'edit'; readonly channels: Channel[] }
  | { readonly kind: 'clear'; readonly channelId: number | undefined }

const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({ kind: fc.constant('request' as const), request: routeRequest }),
  },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('answer' as const), flight: fc.nat(9) }) },
  {
    weight: 6,
    arbitrary: fc.record({ kind: fc.constant('land' as const), flight: fc.nat(9), fate }),
  },
  {
    weight: 3,
    arbitrary: fc.record({ kind: fc.constant('wait' as const), ms: fc.nat(70_000) }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ kind: fc.constant('edit' as const), channels: channelList }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant('clear' as const),
      channelId: fc.option(fc.integer({ min: 1, max: 7 }), { nil: undefined }),
    }),
  },
)

test('no plan gives what is disabled, not served, cooling without need, worse than need be, or twice', () => {
  const property = fc.property(
    channelList,
    strategy,
    fc.array(step, { minLength: 1, maxLength: 60 }),
    (channels, name, steps) => {
      const { state, selector } = createWorld(channels, name)
      const watcher = new Watcher()
      const flights: Flight[] = []
      let now = START

      function take(plan: Flight['plan'], request: Flight['request']): void {
        const ready = readyFor(state, request.model, now)
        const groups = state.groups(request.model)
        const flight = takeOff(state, plan, request, now)
        if (flight === undefined) {
          watcher.ended(plan, groups, ready)
          return
        }
        flights.push(flight)
        if (!groups.includes(flight.candidate.group)) return
        watcher.gave(flight, ready, state.cooldown(flight.candidate, now) !== undefined)
      }

      for (const action of steps) {
        if (action.kind === 'request') {
          take(planOf(selector, state, action.request, now), action.request)
        } else if (action.kind === 'answer') {
          const flight = flights[action.flight]
          if (flight) state.answered(flight.candidate, flight.request, flight.startedAt, now)
        } else if (action.kind === 'land') {
          const [flight] = flights.splice(action.flight, 1)
          if (flight === undefined) continue
          const verdict = toVerdictOf(action.fate, now)
          state.end(flight.candidate, verdict, flight.startedAt, now)
          if (verdict.action === 'next') take(flight.plan, flight.request)
        } else if (action.kind === 'wait') {
          now += action.ms
        } else if (action.kind === 'edit') {
          state.use(action.channels, now)
        } else {
          state.clear(now, action.channelId)
        }
      }
    },
  )
  fc.assert(property, { numRuns: 3_000 })
})
