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

it('makes lost and wrong sessions anew, also of more entries than are read at once', async () => {
  const { store, database } = await openFilled()
  const sessions = upTo(60).map((n) => sampleEntry({ time: START + n * HOUR, sessionId: `s${n}` }))
  await store.logs.append(sessions)
  const read = () => store.stats.sessions({ from: 0, to: 2e12, limit: 100 })
  const before = await read()
  expect(before[0]?.figures.entries).toBe(2_800)
  expect(before).toHaveLength(61)
  database.exec("delete from sessions where name = 's7'; update sessions set requests = 1e6")
  await store.stats.rebuild(RANGE)
  expect(await read()).toEqual(before)
  database.exec('update sessions set requests = 0')
  await store.stats.rebuild({ from: START + 50 * HOUR, to: START + 51 * HOUR })
  const mended = (await read()).filter(({ figures }) => figures.requests > 0)
  expect(mended.map(({ name }) => name)).toEqual(['s50'])
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
  const [session] = await store.stats.sessions({ ...RANGE, limit: 1 })
  expect(session?.figures.entries).toBe(2_802)
  await store.close()
})
