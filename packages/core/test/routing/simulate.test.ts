import { expect, test } from 'vitest'
import { STRATEGIES } from '../../src/select/create-selector.js'
import { generateTraffic } from '../../src/simulate/generate-traffic.js'
import { type SimulationOptions, simulate } from '../../src/simulate/simulate.js'
import type { Reply, SimulatedRequest, Traffic } from '../../src/simulate/traffic.js'
import { DAY, THREE } from './day.js'
import { START, toChannel } from './world.js'

const ANSWER: Reply = {
  outcome: { kind: 'relayed', status: 200 },
  firstEventMs: 1_000,
  durationMs: 10_000,
}
const RESET: Reply = {
  outcome: { kind: 'network', fault: 'reset', message: '' },
  firstEventMs: 200,
  durationMs: 200,
}

/** Requests a minute apart; channel 2 fails, the others answer. */
function plainTraffic(count: number, session: string | null = null): Traffic {
  const requests = Array.from({ length: count }, (_, at): SimulatedRequest => {
    return { time: START + at * 60_000, model: 'claude-a', session, inputTokens: 1_000 }
  })
  return { requests, upstream: (id) => () => (id === 2 ? RESET : ANSWER) }
}

function runDay(policy: SimulationOptions['policy'], seed = 1) {
  return simulate({ channels: THREE, traffic: generateTraffic(DAY), policy, seed })
}

test('counts what each channel did, what failing over cost, and what came to nothing', () => {
  const channels = [toChannel(1), toChannel(2)]
  const report = simulate({ channels, traffic: plainTraffic(10), policy: 'round-robin' })
  expect(report).toMatchObject({ requests: 10, answered: 10, refused: 0, cut: 0 })
  const [good, bad] = report.channels
  expect(good).toMatchObject({ answered: 10, share: 1, failed: 0 })
  expect(bad).toMatchObject({ answered: 0, share: 0 })
  expect(bad?.failed).toBe(report.failovers)
  expect(report.failovers).toBeGreaterThan(0)
  expect(report.addedLatencyMs.max).toBe(200)
  expect(report.addedLatencyMs.mean).toBeCloseTo((200 * report.failovers) / 10)
  expect(report.firstEventMs.max).toBe(1_200)
})

test('a request that no channel answers is refused', () => {
  const channels = [toChannel(2)]
  const report = simulate({ channels, traffic: plainTraffic(5), policy: 'affinity' })
  expect(report).toMatchObject({ requests: 5, answered: 0, refused: 5 })
  expect(report.addedLatencyMs).toEqual({ mean: 0, p95: 0, max: 0 })
})

test('affinity keeps the prompt cache that round robin throws away', () => {
  const channels = [toChannel(1), toChannel(3), toChannel(4), toChannel(5), toChannel(6)]
  const traffic = plainTraffic(21, 'mine')
  const kept = simulate({ channels, traffic, policy: 'affinity' })
  expect(kept).toMatchObject({ continued: 20, cacheHits: 20, cachedTokens: 20_000 })
  const lost = simulate({ channels, traffic, policy: 'round-robin' })
  expect(lost).toMatchObject({ continued: 20, cacheHits: 0, inputTokens: 21_000 })
})

test('a cut answer is counted, and is not answered anew', () => {
  const outcome = { kind: 'cut', status: 200, message: '' } as const
  const traffic = { ...plainTraffic(3), upstream: () => () => ({ ...ANSWER, outcome }) }
  const channels = [toChannel(1), toChannel(2)]
  const report = simulate({ channels, traffic, policy: 'round-robin' })
  expect(report).toMatchObject({ cut: 3, failovers: 0, answered: 3 })
})

test('a selector of your own can be the policy', () => {
  const channels = [toChannel(1), toChannel(3)]
  const report = simulate({
    channels,
    traffic: plainTraffic(4),
    policy: ({ model }, state) => state.groups(model)[0]?.members[1]?.candidates ?? [],
  })
  expect(report.channels.map(({ answered }) => answered)).toEqual([0, 4])
})

test('no requests, no channels: a report of nothing', () => {
  const report = simulate({ channels: [], entries: [], policy: 'affinity' })
  expect(report).toMatchObject({ requests: 0, answered: 0, channels: [] })
})

test('the same seed gives the same report', () => {
  for (const policy of STRATEGIES) expect(runDay(policy, 5)).toEqual(runDay(policy, 5))
})

test('a day: every strategy answers nearly everything, each does what it is for', () => {
  const reports = new Map(STRATEGIES.map((policy) => [policy, runDay(policy)]))
  for (const report of reports.values()) {
    expect(report.requests).toBeGreaterThan(10_000)
    expect(report.refused / report.requests).toBeLessThan(0.01)
  }
  const hitRate = (policy: (typeof STRATEGIES)[number]) => {
    const { cacheHits = 0, continued = 1 } = reports.get(policy) ?? {}
    return cacheHits / continued
  }
  expect(hitRate('affinity')).toBeGreaterThan(0.8)
  expect(hitRate('round-robin')).toBeLessThan(hitRate('affinity') - 0.2)
  const slow = (policy: (typeof STRATEGIES)[number]) => reports.get(policy)?.channels[2]?.share ?? 1
  expect(slow('least-latency')).toBeLessThan(slow('round-robin'))
  expect(slow('weighted')).toBeLessThan(slow('round-robin'))
})
