import assert from 'node:assert/strict'
import type { Dimension, Span } from '../domain/roll-up.js'
import type { Store } from '../ports/store.js'
import type { Check } from './store-contract.js'
import { sampleEntry } from './store-contract-samples.js'

const MINUTE = 60_000
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR
/** Midnight UTC. */
const START = 1_700_006_400_000

/** Removes all that there is to be removed. Returns how much that was. */
async function removeAll(
  { upkeep }: Store,
  span: Span,
  dimension: Dimension,
  before: number,
): Promise<number> {
  let removed = 0
  for (let steps = 0; steps < 100; steps++) {
    const count = await upkeep.removeRollups(span, dimension, before)
    if (count === 0) return removed
    removed += count
  }
  throw new Error('There is always more to be removed')
}

async function entriesIn(store: Store, from: number, to: number): Promise<number> {
  const [row] = await store.stats.totals({ dimension: 'all', from, to, limit: 1 })
  return row?.figures.entries ?? 0
}

/** What a store promises of removing what is old. */
export function upkeepPromises(check: Check): void {
  check('the oldest log entries go first, a few at a time', async ({ logs, upkeep }) => {
    const times = [500, 100, 400, 200, 300]
    await logs.append(times.map((time) => sampleEntry({ time, attempt: time })))
    const left = async () => (await logs.list({ limit: 10 })).map(({ attempt }) => attempt)
    assert.equal(await upkeep.removeLogs(400, 2), 2)
    assert.deepEqual(await left(), [500, 400, 300])
    assert.equal(await upkeep.removeLogs(400, 2), 1)
    assert.equal(await upkeep.removeLogs(400, 2), 0)
    assert.deepEqual(await left(), [500, 400])
  })

  check('statistics outlive log entries', async (store) => {
    await store.logs.append([sampleEntry({ time: START })])
    await store.upkeep.removeLogs(START + 1, 10)
    assert.equal(await entriesIn(store, START, START + MINUTE), 1)
  })

  check('listings by what only roll-ups know are right when minutes are gone', async (store) => {
    const times = [START, START + HOUR, START + 2 * HOUR]
    await store.logs.append(times.map((time) => sampleEntry({ time, channelId: 3 })))
    await removeAll(store, 'minute', 'channel', START + 2 * HOUR)
    const found = await store.logs.list({ channelId: 3, limit: 10 })
    assert.deepEqual(found.map(({ time }) => time).reverse(), times)
  })

  check('minutes go by whole hours, and longer ranges stay exact', async (store) => {
    const offsets = [5 * MINUTE, HOUR + 5 * MINUTE, 2 * HOUR + 5 * MINUTE]
    await store.logs.append(offsets.map((offset) => sampleEntry({ time: START + offset })))
    const before = START + 2 * HOUR + 30 * MINUTE
    assert.equal(await removeAll(store, 'minute', 'all', before), 2)
    assert.equal(await entriesIn(store, START, START + 3 * HOUR), 3)
    assert.equal(await entriesIn(store, START + 10 * MINUTE, START + 11 * MINUTE), 1, 'by the hour')
    assert.equal(await entriesIn(store, START + 2 * HOUR, START + 2 * HOUR + 5 * MINUTE), 0)
  })

  check('hours go by whole days', async (store) => {
    const offsets = [HOUR, DAY + HOUR, 2 * DAY + HOUR]
    await store.logs.append(offsets.map((offset) => sampleEntry({ time: START + offset })))
    for (const span of ['minute', 'hour'] as const) {
      await removeAll(store, span, 'all', START + 2 * DAY + HOUR)
    }
    assert.equal(await entriesIn(store, START, START + 3 * DAY), 3)
    assert.equal(await entriesIn(store, START + 5 * HOUR, START + 6 * HOUR), 1, 'by the day')
    assert.equal(await entriesIn(store, START + 2 * DAY, START + 2 * DAY + HOUR), 0)
  })

  check('other dimensions and spans stay', async (store) => {
    await store.logs.append([sampleEntry({ time: START, model: 'm' })])
    for (const span of ['minute', 'hour', 'day'] as const) {
      await removeAll(store, span, 'all', START + 9 * DAY)
    }
    const range = { from: START, to: START + DAY, limit: 10 }
    assert.deepEqual(await store.stats.totals({ ...range, dimension: 'all' }), [])
    assert.equal((await store.stats.totals({ ...range, dimension: 'model' })).length, 1)
  })

  check('the size is that of what is there', async ({ logs, upkeep }) => {
    assert.equal((await upkeep.size()).logs, 0)
    await logs.append([1, 2, 3].map((time) => sampleEntry({ time })))
    const { logs: count, bytes } = await upkeep.size()
    assert.equal(count, 3)
    assert.ok(bytes === null || bytes > 0)
    for (let steps = 0; await upkeep.compact(); steps++) assert.ok(steps < 1_000, 'it ends')
  })
}
