import fc from 'fast-check'
import { expect, test } from 'vitest'
import { Secret } from '../../src/domain/secret.js'
import type { LiveState } from '../../src/state/live-state.js'
import {
  createWorld,
  type Fate,
  type Flight,
  fate,
  planOf,
  START,
  strategy,
  takeOff,
  toChannel,
  toVerdictOf,
} from './world.js'

const REQUEST = { model: 'claude-a', endpoint: 'messages' as const, session: null }
const CLIENTS = 60
const TICK_MS = 500
const RAMP_MS = 30_000

type Step =
  | { readonly kind: 'request' }
  | { readonly kind: 'land'; readonly fate: Fate }
  | { readonly kind: 'wait'; readonly ms: number }

const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 4, arbitrary: fc.constant<Step>({ kind: 'request' }) },
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('land' as const), fate }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('wait' as const), ms: fc.nat(90_000) }) },
)

const channels = fc
  .array(fc.integer({ min: 1, max: 3 }), { minLength: 1, maxLength: 4 })
  .map((keyCounts) =>
    keyCounts.map((count, at) =>
      toChannel(at + 1, {
        keys: Array.from({ length: count }, (_, position) => ({
          id: (at + 1) * 10 + position,
          secret: new Secret('secret'),
          enabled: true,
          note: '',
        })),
      }),
    ),
  )

function candidates(state: LiveState) {
  return state
    .groups(REQUEST.model)
    .flatMap(({ members }) => members.flatMap((member) => member.candidates))
}

/**
 * What is kept from full load at `now` although nothing is wrong: whatever cools, and whatever does
 * not take a hundred attempts at once.
 */
function restrained(state: LiveState, now: number): string[] {
  return candidates(state)
    .filter((candidate) => {
      if (state.cooldown(candidate, now) !== undefined) return true
      for (let attempts = 0; attempts < 100; attempts += 1) state.begin(candidate, now)
      const isHeld = state.hold(candidate, now) !== undefined
      for (let attempts = 0; attempts < 100; attempts += 1) {
        state.end(candidate, { action: 'relay' }, now, now)
      }
      return isHeld
    })
    .map(({ channel, key }) => `${channel.id}/${key.id}`)
}

test('from any state, once upstreams are healthy, full load is back after the last step and the ramp', () => {
  const steps = fc.array(step, { maxLength: 50 })
  const property = fc.property(channels, strategy, steps, (list, name, history) => {
    const { state, selector } = createWorld(list, name)
    let flights: Flight[] = []
    let now = START
    for (const action of history) {
      if (action.kind === 'request') {
        const flight = takeOff(state, planOf(selector, state, REQUEST, now), REQUEST, now)
        if (flight) flights.push(flight)
      } else if (action.kind === 'wait') {
        now += action.ms
      } else {
        const flight = flights.shift()
        if (flight === undefined) continue
        state.end(flight.candidate, toVerdictOf(action.fate, now), flight.startedAt, now)
      }
    }
    const lastStep = Math.max(0, ...state.cooldowns(now).map(({ until }) => until - now))
    const deadline = now + lastStep + RAMP_MS + 4 * TICK_MS
    // What is idle until its cooldown ends needs no traffic; from then on there is plenty.
    now += lastStep
    while (now < deadline) {
      while (flights.length < CLIENTS) {
        const flight = takeOff(state, planOf(selector, state, REQUEST, now), REQUEST, now)
        if (flight === undefined) break
        flights.push(flight)
      }
      now += TICK_MS
      for (const { candidate, startedAt } of flights) {
        state.answered(candidate, REQUEST, startedAt, now)
        state.end(candidate, { action: 'relay', clear: true }, startedAt, now)
      }
      flights = []
    }
    expect(restrained(state, now)).toEqual([])
  })
  fc.assert(property, { numRuns: 500 })
})
