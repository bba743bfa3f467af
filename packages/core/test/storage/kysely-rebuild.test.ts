import { expect, it } from 'vitest'
import { sampleEntry } from '../../src/testing/store-contract-samples.js'
import { upTo } from './scripted-logs.js'
import { openSqliteFixture } from './sqlite-fixture.js'

const HOUR = 3_600_000
const START = 1_700_006_400_000

/** Entries over three days, more of them in an hour than are read at once. */
async function openFilled() {
  const fixture = await openSqliteFixture()
  const spread = upTo(300).map((n) =>
    sampleEntry({ time: START + n * 14 * 60_000, model: `model-${n % 3}`, channelId: n % 4 }),
  )
  const dense = upTo(2_500).map((n) => sampleEntry({ time: START + 5 * HOUR + n, costMicroUsd: n }))
  await fixture.store.logs.append([...spread, ...dense])
  const read = () => fixture.database.prepare('select * from rollups').all()
  return { ...fixture, read }
}

const RANGE = { from: START, to: START + 72 * HOUR }

it('makes lost roll-ups anew, exactly as they were', async () => {
  const { store, database, read } = await openFilled()
  const before = read()
  expect(before.length).toBeGreaterThan(1_000)
  database.exec('delete from rollups')
  await store.stats.rebuild(RANGE)
  expect(read()).toEqual(before)
  await store.close()
})

it('mends wrong ones, and leaves alone what lies outside of the range', async () => {
  const { store, database, read } = await openFilled()
  const before = read()
  database.exec('update rollups set requests = requests + 7')
  await store.stats.rebuild({ from: START, to: START + 24 * HOUR })
  const totals = async (from: number) => {
    const range = { from, to: from + 24 * HOUR, limit: 1 }
    const [row] = await store.stats.totals({ ...range, dimension: 'all' })
    return row?.figures.requests
  }
  expect(await totals(START)).toBe(2_500 + 103)
  expect(await totals(START + 24 * HOUR)).not.toBe(103)
  await store.stats.rebuild(RANGE)
  expect(read()).toEqual(before)
  await store.close()
})

it('takes the write of another writer in between for what it is', async () => {
  const { store } = await openFilled()
  const entry = sampleEntry({ time: START + 5 * HOUR, model: 'late' })
  const [, ...rest] = await Promise.all([
    store.stats.rebuild(RANGE),
    store.logs.append([entry]),
    store.logs.append([{ ...entry, time: START + 50 * HOUR }]),
  ])
  expect(rest).toHaveLength(2)
  const query = { dimension: 'model', name: 'late', limit: 1 } as const
  const [row] = await store.stats.totals({ ...RANGE, ...query })
  expect(row?.figures.entries).toBe(2)
  await store.close()
})
