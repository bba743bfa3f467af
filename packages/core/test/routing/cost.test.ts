import { expect, test } from 'vitest'
import type { RoutingState } from '../../src/ports/selector.js'
import { createSelector, type STRATEGIES } from '../../src/select/create-selector.js'
import { createRandom } from '../../src/simulate/random.js'
import { createWorld, START, toChannel } from './world.js'

/** How often a plan's first candidate makes its selector ask whether a candidate may be used. */
function questions(strategy: (typeof STRATEGIES)[number], channels: number, session: string) {
  const models = Array.from({ length: 50 }, (_, at) => `claude-${at}`)
  const list = Array.from({ length: channels }, (_, at) => toChannel(at + 1, { models }))
  const { state } = createWorld(list, strategy)
  let asked = 0
  const counting: RoutingState = {
    ...state,
    cooldown(candidate, now) {
      asked += 1
      return state.cooldown(candidate, now)
    },
  }
  const selector = createSelector({ strategy, random: createRandom(1) })
  for (const candidate of selector(
    { model: 'claude-7', endpoint: 'messages', session },
    counting,
    START,
  )) {
    expect(candidate.model).toBe('claude-7')
    break
  }
  return asked
}

test.each(['round-robin', 'least-latency', 'weighted'] as const)(
  '%s: a plan over a thousand channels asks no more than one over ten',
  (strategy) => {
    expect(questions(strategy, 1_000, 'mine')).toBe(questions(strategy, 10, 'mine'))
  },
)

test('affinity: a plan over a thousand channels asks for a handful', () => {
  const counts = Array.from({ length: 50 }, (_, at) =>
    questions('affinity', 1_000, `session-${at}`),
  )
  const mean = counts.reduce((sum, count) => sum + count, 0) / counts.length
  // A session's draws reach a new maximum about ln(1,000) times.
  expect(mean).toBeLessThan(12)
})
