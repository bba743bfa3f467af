import { expect, test } from 'vitest'
import type { LogEntry } from '../../src/domain/log-entry.js'
import { toTraffic } from '../../src/simulate/from-log.js'
import { simulate } from '../../src/simulate/simulate.js'
import { START, toChannel } from './world.js'

let ids = 0

function entry(overrides: Partial<LogEntry>): LogEntry {
  ids += 1
  return {
    requestId: `request-${ids}`,
    attempt: 1,
    final: true,
    time: START,
    model: 'claude-a',
    upstreamModel: 'claude-a',
    channelId: 1,
    channelName: 'channel-1',
    keyId: 1,
    keyMask: null,
    statusCode: 200,
    outcome: 'relayed',
    message: '',
    streaming: true,
    queueMs: 0,
    connectMs: 1,
    firstEventMs: 800,
    durationMs: 5_000,
    requestBytes: 0,
    responseBytes: 0,
    tokenName: null,
    clientIp: null,
    sessionId: 'mine',
    agentId: null,
    usage: null,
    costMicroUsd: null,
    plan: null,
    ...overrides,
  }
}

const usage = {
  inputTokens: 10,
  outputTokens: 99,
  cacheReadTokens: 200,
  cacheWrite5mTokens: 30,
  cacheWrite1hTokens: 4,
}

const request = { time: START, model: 'claude-a', session: null, inputTokens: 0 }

test('the attempts of a request are one request, with the input of the one that was answered', () => {
  const entries = [
    entry({ requestId: 'r', attempt: 2, time: START + 50, channelId: 2, usage }),
    entry({ requestId: 'r', outcome: 'answer', statusCode: 529, final: false }),
    entry({ requestId: 's', time: START - 1, sessionId: null }),
  ]
  expect(toTraffic(entries).requests).toEqual([
    { time: START - 1, model: 'claude-a', session: null, inputTokens: 0 },
    { time: START, model: 'claude-a', session: 'mine', inputTokens: 244 },
  ])
})

test('a channel does what it did nearest in time', () => {
  const { upstream } = toTraffic([
    entry({ time: START, firstEventMs: 700 }),
    entry({ time: START + 60_000, outcome: 'answer', statusCode: 529, durationMs: 90 }),
  ])
  expect(upstream(1)(request, START + 29_000)).toMatchObject({ firstEventMs: 700 })
  expect(upstream(1)(request, START + 31_000)).toMatchObject({
    outcome: { kind: 'answer', status: 529 },
    durationMs: 90,
  })
})

test('away from what is known a channel answers in its usual time, an unknown one in that of all', () => {
  const { upstream } = toTraffic([
    entry({ time: START, outcome: 'network', statusCode: 0, firstEventMs: null }),
    entry({ time: START, firstEventMs: 300, durationMs: 4_000 }),
    entry({ time: START, firstEventMs: 500, durationMs: 6_000 }),
    entry({ time: START, firstEventMs: 400, durationMs: 5_000 }),
  ])
  const usual = { outcome: { kind: 'relayed' }, firstEventMs: 400, durationMs: 5_000 }
  expect(upstream(1)(request, START + 600_000)).toMatchObject(usual)
  expect(upstream(9)(request, START)).toMatchObject(usual)
})

test.each<[Partial<LogEntry>, object]>([
  [
    { outcome: 'rejected', statusCode: 400 },
    { kind: 'answer', status: 400 },
  ],
  [{ outcome: 'aborted', statusCode: 499 }, { kind: 'relayed' }],
  [{ outcome: 'timed-out', statusCode: 499 }, { kind: 'relayed' }],
  [
    { outcome: 'error-in-200', message: 'overloaded_error in a 200: busy' },
    { kind: 'error-in-200', errorType: 'overloaded_error' },
  ],
  [{ outcome: 'error-in-200' }, { kind: 'error-in-200', errorType: 'api_error' }],
  [{ outcome: 'malformed' }, { kind: 'malformed' }],
  [{ outcome: 'network', statusCode: 0 }, { kind: 'network' }],
  [{ outcome: 'cut' }, { kind: 'cut' }],
])('%j is told as %j', (logged, outcome) => {
  const { upstream } = toTraffic([entry(logged)])
  expect(upstream(1)(request, START).outcome).toMatchObject(outcome)
})

test('a log replayed under another policy: what would affinity have saved?', () => {
  const entries = Array.from({ length: 30 }, (_, at) =>
    entry({ time: START + at * 60_000, channelId: (at % 3) + 1, keyId: (at % 3) + 1, usage }),
  )
  const channels = [1, 2, 3].map((id) => toChannel(id))
  const was = simulate({ channels, entries, policy: 'round-robin' })
  const would = simulate({ channels, entries, policy: 'affinity' })
  expect(was.requests).toBe(30)
  expect(was.channels.map(({ answered }) => answered)).toEqual([10, 10, 10])
  expect(would.cacheHits).toBe(29)
  expect(would.cachedTokens).toBeGreaterThan(was.cachedTokens)
})
