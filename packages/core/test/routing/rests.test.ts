import fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  channelList,
  createWorld,
  type Flight,
  fate,
  MODELS,
  planOf,
  routeRequest,
  START,
  strategy,
  takeOff,
  toVerdictOf,
} from './world.js'

const step = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({ kind: fc.constant('request' as const), routeRequest, fate }),
  },
  {
    weight: 3,
    arbitrary: fc.record({ kind: fc.constant('wait' as const), ms: fc.nat(100_000) }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('clear' as const), id: fc.nat(8) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('use' as const), channelList }) },
)

test('what is kept of groups for a quick look is what the candidates themselves tell', () => {
  fc.assert(
    fc.property(
      channelList,
      strategy,
      fc.array(step, { maxLength: 40 }),
      (channels, name, steps) => {
        const { state, selector } = createWorld(channels, name)
        let now = START
        const check = () => {
          for (const group of MODELS.flatMap((model) => state.groups(model))) {
            const { until } = state.rests(group, now)
            const inFlight = state.inFlightOf(group)
            for (const [at, { channel, candidates }] of group.members.entries()) {
              const ends = candidates.map((one) => state.cooldown(one, now)?.until ?? 0)
              const first = Math.min(...ends)
              if (first > now) expect(until[at]).toBe(first)
              else expect(until[at]).toBeLessThanOrEqual(now)
              expect(inFlight[at]).toBe(state.inFlight(channel.id))
            }
          }
        }
        check()
        for (const one of steps) {
          if (one.kind === 'wait') now += one.ms
          else if (one.kind === 'clear') state.clear(now, one.id || undefined)
          else if (one.kind === 'use') state.use(one.channelList, now)
          else {
            const plan = planOf(selector, state, one.routeRequest, now)
            const flight: Flight | undefined = takeOff(state, plan, one.routeRequest, now)
            check()
            now += 1
            if (flight !== undefined) {
              if (one.fate.kind === 'success') {
                state.answered(flight.candidate, one.routeRequest, flight.startedAt, now)
              }
              state.end(flight.candidate, toVerdictOf(one.fate, now), flight.startedAt, now)
            }
          }
          state.tick(now)
          check()
        }
      },
    ),
    { numRuns: 500 },
  )
})
