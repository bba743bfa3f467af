import assert from 'node:assert/strict'
import { type Figures, NO_FIGURES } from '../domain/figures.js'
import { quantile, slotOf } from '../domain/histogram.js'
import type { LogEntry } from '../domain/log-entry.js'
import type { Dimension } from '../domain/roll-up.js'
import type { Store, SubjectFigures } from '../ports/store.js'
import type { Check } from './store-contract.js'
import { bareEntry, sampleEntry, unreadableEntry } from './store-contract-samples.js'

const MINUTE = 60_000
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR
/** Midnight UTC. */
const START = 1_700_006_400_000
const ALL = { from: START - DAY, to: START + 40 * DAY, limit: 100 }

async function sumsOf(store: Store, dimension: Dimension, range = {}): Promise<[string, number][]> {
  const rows = await store.stats.totals({ ...ALL, ...range, dimension })
  return rows.map((row) => [toLabel(row), row.figures.entries])
}

function toLabel({ channelId, channelName, name }: SubjectFigures): string {
  return [channelId, channelName, name].filter((part) => part !== null).join(' ')
}

async function totalOf(store: Store, range = {}): Promise<Partial<Figures>> {
  const [row] = await store.stats.totals({ ...ALL, ...range, dimension: 'all' })
  return row?.figures ?? {}
}

function at(offsetMs: number, rest: Partial<LogEntry> = {}): LogEntry {
  return sampleEntry({ time: START + offsetMs, ...rest })
}

/** What a store promises of the figures in statistics. */
export function figurePromises(check: Check): void {
  check('nothing comes of nothing', async (store) => {
    assert.deepEqual(await store.stats.totals({ ...ALL, dimension: 'all' }), [])
    assert.deepEqual(await store.stats.series({ ...ALL, dimension: 'all', stepMs: HOUR }), [])
    assert.equal(await store.stats.rebuild(), null)
  })

  check('a request counts once, where it ended; attempts count each', async (store) => {
    const failed = { final: false, outcome: 'answer', statusCode: 529 } as const
    await store.logs.append([
      at(0, { ...failed, channelId: 1, channelName: 'one' }),
      at(1, { ...failed, attempt: 2, channelId: 2, channelName: 'two', outcome: 'network' }),
      at(2, { attempt: 3, channelId: 3, channelName: 'three' }),
      bareEntry({ time: START, outcome: 'no-candidate', statusCode: 503 }),
    ])
    const { entries, requests, successes, failures, attempts, failedAttempts } =
      await totalOf(store)
    assert.deepEqual(
      { entries, requests, successes, failures, attempts, failedAttempts },
      { entries: 4, requests: 2, successes: 1, failures: 1, attempts: 3, failedAttempts: 2 },
    )
    const rows = await store.stats.totals({ ...ALL, dimension: 'channel', sort: 'entries' })
    assert.deepEqual(
      rows.map((row) => [row.channelId, row.figures.requests, row.figures.failedAttempts]),
      [
        [null, 1, 0],
        [1, 0, 1],
        [2, 0, 1],
        [3, 1, 0],
      ],
    )
  })

  check('each request is one of four things', async (store) => {
    const outcomes = ['relayed', 'rejected', 'aborted', 'cut', 'timed-out', 'malformed'] as const
    await store.logs.append(outcomes.map((outcome) => at(0, { outcome })))
    const { successes, clientErrors, aborts, failures, failedAttempts } = await totalOf(store)
    assert.deepEqual([successes, clientErrors, aborts, failures, failedAttempts], [1, 1, 1, 3, 3])
  })

  check('tokens and cost count whatever came of the attempt', async (store) => {
    const usage = { ...bareUsage, inputTokens: 5, outputTokens: 7 }
    await store.logs.append([
      at(0, { outcome: 'aborted', usage, costMicroUsd: 30 }),
      at(0, { outcome: 'cut', final: false, usage, costMicroUsd: 12 }),
      at(0, { usage, costMicroUsd: null }),
      at(0, { usage: null, costMicroUsd: null }),
    ])
    const { inputTokens, outputTokens, costMicroUsd, unpriced } = await totalOf(store)
    assert.deepEqual([inputTokens, outputTokens, costMicroUsd, unpriced], [15, 21, 42, 1])
  })

  check('all kinds of tokens are kept apart', async (store) => {
    await store.logs.append([at(0), at(0)])
    const { inputTokens, outputTokens, cacheReadTokens, cacheWrite5mTokens, cacheWrite1hTokens } =
      await totalOf(store)
    assert.deepEqual(
      [inputTokens, outputTokens, cacheReadTokens, cacheWrite5mTokens, cacheWrite1hTokens],
      [22, 44, 66, 88, 110],
    )
  })

  check('latencies give quantiles, of what was answered', async (store) => {
    await store.logs.append([
      ...Array.from({ length: 98 }, () => at(0, { firstEventMs: 250, durationMs: 1_800 })),
      at(0, { firstEventMs: 9_000, durationMs: 100_000_000 }),
      at(0, { firstEventMs: null, durationMs: 50_000, outcome: 'network', statusCode: 0 }),
    ])
    const { firstEvent = [], duration = [] } = await totalOf(store)
    assert.deepEqual([sum(firstEvent), sum(duration)], [99, 99])
    const median = quantile(firstEvent, 0.5) ?? 0
    assert.ok(median > 200 && median <= 300, `the median of 250 ms is about that: ${median}`)
    assert.ok((quantile(firstEvent, 0.999) ?? 0) > 7_000)
  })

  check('amounts that are no amounts spoil no sum', async (store) => {
    const usage = { ...bareUsage, inputTokens: -5, outputTokens: Number.MAX_SAFE_INTEGER }
    await store.logs.append([at(0, { usage }), at(0, { usage }), at(0)])
    const { inputTokens, outputTokens = 0 } = await totalOf(store)
    assert.equal(inputTokens, 11)
    assert.ok(Number.isSafeInteger(outputTokens) && outputTokens > 1e12)
  })

  check('when one entry cannot be written, none counts', async (store) => {
    await assert.rejects(store.logs.append([at(0), unreadableEntry()]))
    assert.deepEqual(await totalOf(store), {})
  })

  check('statistics are by channel, model, token, and both of the first', async (store) => {
    await store.logs.append([
      at(0, { channelId: 1, channelName: 'old', model: 'a', tokenName: 't' }),
      at(0, { channelId: 1, channelName: 'new', model: 'b', tokenName: null }),
      at(0, { channelId: 2, channelName: 'two', model: 'b', tokenName: 't' }),
      at(0, { channelId: 2, channelName: 'two', model: 'b', tokenName: 't' }),
    ])
    const named = await store.stats.totals({ ...ALL, dimension: 'channel' })
    assert.deepEqual(
      named.map((row) => [row.channelId, row.name, row.figures.entries]),
      [
        [1, null, 2],
        [2, null, 2],
      ],
    )
    assert.equal(named[1]?.channelName, 'two')
    assert.deepEqual(await sumsOf(store, 'model'), [
      ['b', 3],
      ['a', 1],
    ])
    assert.deepEqual(await sumsOf(store, 'token'), [
      ['t', 3],
      ['', 1],
    ])
    assert.deepEqual(await sumsOf(store, 'channel_model', { channelId: 2 }), [['2 two b', 2]])
    assert.deepEqual(await sumsOf(store, 'model', { name: 'a' }), [['a', 1]])
  })

  check('subjects are sorted by a figure and cut to a limit', async (store) => {
    await store.logs.append([
      at(0, { model: 'cheap', costMicroUsd: 1 }),
      at(0, { model: 'cheap', costMicroUsd: 1 }),
      at(0, { model: 'dear', costMicroUsd: 100 }),
    ])
    const query = { dimension: 'model', limit: 1 } as const
    const [most] = await store.stats.totals({ ...ALL, ...query })
    const [dearest] = await store.stats.totals({ ...ALL, ...query, sort: 'costMicroUsd' })
    assert.deepEqual([most?.name, dearest?.name], ['cheap', 'dear'])
  })
}

/** What a store promises of statistics over time. */
export function statsRangePromises(check: Check): void {
  check('a range is exact to the minute, however long it is', async (store) => {
    const offsets = [0, 59_999, MINUTE, HOUR - 1, HOUR, DAY - 1, DAY, 3 * DAY + 5 * MINUTE]
    await store.logs.append(offsets.map((offset) => at(offset)))
    const within = async (from: number, to: number) =>
      (await totalOf(store, { from: START + from, to: START + to })).entries ?? 0
    const edges = [0, MINUTE, HOUR, 90 * MINUTE, DAY, DAY + MINUTE, 3 * DAY, 4 * DAY]
    for (const from of edges) {
      for (const to of edges) {
        const expected = offsets.filter((offset) => offset >= from && offset < to).length
        assert.equal(await within(from, to), expected, `from ${from} to ${to}`)
      }
    }
    assert.equal(await within(30_000, 30_001), 2, 'ends move outwards to whole minutes')
  })

  check('a series has the sums of each step', async (store) => {
    await store.logs.append([
      at(0, { channelId: 1 }),
      at(4 * MINUTE, { channelId: 2, outcome: 'answer', statusCode: 500 }),
      at(5 * MINUTE, { channelId: 1, costMicroUsd: 3 }),
      at(2 * HOUR, { channelId: 1 }),
    ])
    const series = async (dimension: Dimension, stepMs: number, rest = {}) =>
      (await store.stats.series({ ...ALL, ...rest, dimension, stepMs })).map((row) => [
        (row.time - START) / MINUTE,
        row.channelId,
        row.figures.entries,
      ])
    assert.deepEqual(await series('all', 5 * MINUTE), [
      [0, null, 2],
      [5, null, 1],
      [120, null, 1],
    ])
    assert.deepEqual(await series('channel', 15 * MINUTE), [
      [0, 1, 2],
      [0, 2, 1],
      [120, 1, 1],
    ])
    assert.deepEqual(await series('all', 2 * HOUR), [
      [0, null, 3],
      [120, null, 1],
    ])
    assert.deepEqual(await series('all', DAY), [[0, null, 4]])
    assert.deepEqual(await series('channel', HOUR, { channelId: 2 }), [[0, 2, 1]])
    assert.deepEqual(
      await series('all', 5 * MINUTE, { from: START + 6 * MINUTE, to: START + HOUR }),
      [[5, null, 1]],
    )
  })

  check('a series has what is asked for', async (store) => {
    await store.logs.append([at(0)])
    const query = { ...ALL, dimension: 'all', stepMs: HOUR } as const
    const [plain] = await store.stats.series(query)
    assert.equal(plain?.figures.costMicroUsd, 12_345)
    assert.equal(sum(plain.figures.firstEvent), 0)
    const [some] = await store.stats.series({ ...query, figures: ['requests', 'firstEvent'] })
    assert.deepEqual([some?.figures.requests, some?.figures.costMicroUsd], [1, 0])
    assert.equal(sum(some?.figures.firstEvent ?? []), 1)
    assert.equal(sum(some?.figures.duration ?? []), 0)
  })

  check('totals have what is asked for', async (store) => {
    await store.logs.append([at(0)])
    const query = { ...ALL, dimension: 'model', sort: 'attempts' } as const
    const [all] = await store.stats.totals(query)
    assert.equal(all?.figures.costMicroUsd, 12_345)
    assert.equal(sum(all.figures.firstEvent), 1)
    const [some] = await store.stats.totals({ ...query, figures: ['requests'] })
    const { requests, attempts, costMicroUsd, firstEvent } = some?.figures ?? NO_FIGURES
    assert.deepEqual([requests, attempts, costMicroUsd, sum(firstEvent)], [1, 1, 0, 0])
  })

  check('latencies of every length count, whatever they came with', async (store) => {
    const batches = [[5], [2_000_000], [400], [9_000, 5], [400, 2_000_000], [70_000]]
    for (const [minute, latencies] of batches.entries()) {
      const entries = latencies.map((firstEventMs) => at(minute * MINUTE, { firstEventMs }))
      await store.logs.append(entries)
    }
    const { firstEvent = [] } = await totalOf(store)
    const expected = batches.flat().map(slotOf)
    for (const slot of firstEvent.keys()) {
      const count = expected.filter((other) => other === slot).length
      assert.equal(firstEvent[slot], count, `slot ${slot}`)
    }
  })

  check('writers add up', async (store) => {
    const batches = Array.from({ length: 10 }, (_, n) => [at(n * 7 * MINUTE), at(n * 1_000)])
    await Promise.all(batches.map((batch) => store.logs.append(batch)))
    const { entries, inputTokens } = await totalOf(store)
    assert.deepEqual([entries, inputTokens], [20, 220])
  })

  check('roll-ups can be computed anew from the entries', async (store) => {
    await store.logs.append([at(0), at(HOUR, { model: 'b' }), at(DAY + 90 * MINUTE)])
    const read = async () => [
      await store.stats.totals({ ...ALL, dimension: 'all' }),
      await store.stats.totals({ ...ALL, dimension: 'channel_model' }),
      await store.stats.sessions(ALL),
      await store.stats.series({ ...ALL, dimension: 'model', stepMs: MINUTE }),
    ]
    const before = await read()
    await store.stats.rebuild({ from: START, to: START + 2 * DAY })
    assert.deepEqual(await read(), before)
    const hour = { from: START + HOUR, to: START + 2 * HOUR }
    const within = { from: hour.from + 1, to: hour.from + 2 }
    assert.deepEqual(await store.stats.rebuild(within), hour)
    assert.deepEqual(await read(), before)
    const whole = { from: START + HOUR, to: START + DAY + 2 * HOUR }
    assert.deepEqual(await store.stats.rebuild(), whole)
    assert.deepEqual(await read(), before)
  })
}

const bareUsage = {
  inputTokens: 0,
  outputTokens: 0,
  cacheReadTokens: 0,
  cacheWrite5mTokens: 0,
  cacheWrite1hTokens: 0,
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0)
}
