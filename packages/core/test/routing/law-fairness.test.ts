import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createWorld, planOf, START, takeOff, toChannel } from './world.js'

type Step = 'request' | 'session' | 'failure' | 'join' | 'leave' | 'wait'

const step = fc.oneof(
  { weight: 12, arbitrary: fc.constant<Step>('request') },
  { weight: 2, arbitrary: fc.constant<Step>('session') },
  { weight: 2, arbitrary: fc.constant<Step>('failure') },
  { weight: 1, arbitrary: fc.constant<Step>('join') },
  { weight: 1, arbitrary: fc.constant<Step>('leave') },
  { weight: 1, arbitrary: fc.constant<Step>('wait') },
)

/**
 * Runs requests over steady channels with odd ids, which never fail, and others with even ids that
 * fail, join and leave. Gives the channels of the attempts that are to be shared out evenly.
 */
function attemptsOf(strategy: 'round-robin' | 'affinity', steady: number, steps: readonly Step[]) {
  let channels = Array.from({ length: steady }, (_, at) => toChannel(2 * at + 1))
  const { state, selector } = createWorld(channels, strategy)
  const attempts: number[] = []
  let joined = 0
  let now = START

  function run(session: string | null, isFailing: boolean): void {
    const request = { model: 'claude-a', endpoint: 'messages' as const, session }
    const plan = planOf(selector, state, request, now)
    for (;;) {
      const flight = takeOff(state, plan, request, now)
      if (flight === undefined) return
      const { id } = flight.candidate.channel
      if (session === null || strategy === 'round-robin') attempts.push(id)
      const fails = isFailing && id % 2 === 0
      now += 1
      if (!fails) state.answered(flight.candidate, request, flight.startedAt, now)
      const cool = { scope: 'channel', cause: 'overloaded' } as const
      const verdict = fails
        ? ({ action: 'next', cool } as const)
        : ({ action: 'relay', clear: true } as const)
      state.end(flight.candidate, verdict, flight.startedAt, now)
      if (!fails) return
    }
  }

  steps.forEach((what, at) => {
    if (what === 'request') run(null, false)
    else if (what === 'session') run(`session-${at % 5}`, false)
    else if (what === 'failure') run(null, true)
    else if (what === 'wait') now += 700
    else if (what === 'join') {
      joined += 1
      channels = [...channels, toChannel(2 * ((joined * 7) % 11) + 2)]
      channels = [...new Map(channels.map((channel) => [channel.id, channel])).values()]
      state.use(channels, now)
    } else {
      channels = channels.filter(({ id }, position) => id % 2 === 1 || position % 2 === 1)
      state.use(channels, now)
    }
  })
  return attempts
}

test.each(['round-robin', 'affinity'] as const)(
  '%s: over any window, channels that are ready throughout get the same, give or take one',
  (strategy) => {
    const steps = fc.array(step, { minLength: 10, maxLength: 120 })
    const property = fc.property(fc.integer({ min: 2, max: 6 }), steps, (steady, all) => {
      const attempts = attemptsOf(strategy, steady, all)
      for (let one = 1; one < 2 * steady; one += 2) {
        for (let other = one + 2; other < 2 * steady; other += 2) {
          // In every window counts differ by one at most just when the two alternate.
          const two = attempts.filter((id) => id === one || id === other)
          for (let at = 1; at < two.length; at += 1) expect(two[at]).not.toBe(two[at - 1])
        }
      }
    })
    fc.assert(property, { numRuns: 2_000 })
  },
)

test('over any window of k * n requests each of n equal members gets exactly k', () => {
  const sizes = fc.record({
    n: fc.integer({ min: 1, max: 9 }),
    k: fc.integer({ min: 1, max: 5 }),
    before: fc.nat(20),
  })
  const property = fc.property(sizes, ({ n, k, before }) => {
    const requests = Array.from({ length: before + k * n }, (): Step => 'request')
    const window = attemptsOf('round-robin', n, requests).slice(before)
    for (let id = 1; id < 2 * n; id += 2) {
      expect(window.filter((other) => other === id)).toHaveLength(k)
    }
  })
  fc.assert(property, { numRuns: 1_000 })
})
