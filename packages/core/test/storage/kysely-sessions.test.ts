import fc from 'fast-check'
import { expect, it } from 'vitest'
import { sumSessions } from '../../src/domain/session-sums.js'
import { sampleEntry } from '../../src/testing/store-contract-samples.js'
import { upTo } from './scripted-logs.js'
import { openSqliteFixture } from './sqlite-fixture.js'

const ALL = { from: 0, to: 2e12, limit: 1_000 }

const entry = fc
  .record({
    time: fc.nat(1_000),
    sessionId: fc.constantFrom(null, 'a', 'b', 'c', 'd'),
    outcome: fc.constantFrom('relayed', 'answer', 'aborted', 'rejected'),
    final: fc.boolean(),
    costMicroUsd: fc.option(fc.nat(1_000)),
  })
  .map((fields) => sampleEntry(fields))

it('has what all entries add up to, whatever the batches', async () => {
  const { store, database } = await openSqliteFixture()
  const batches = fc.array(fc.array(entry, { maxLength: 20 }), { maxLength: 6 })
  await fc.assert(
    fc.asyncProperty(batches, async (parts) => {
      database.exec('delete from sessions')
      await Promise.all(parts.map((part) => store.logs.append(part)))
      const found = await store.stats.sessions(ALL)
      const byName = [...found].sort((a, b) => (a.name < b.name ? -1 : 1))
      expect(byName).toEqual(sumSessions(parts.flat()))
    }),
    { numRuns: 40 },
  )
  await store.close()
})

it('reads along the index of last attempts, and removes along it', async () => {
  const { store, database, statements } = await openSqliteFixture()
  await store.logs.append(upTo(500).map((n) => sampleEntry({ time: n, sessionId: `s${n}` })))
  statements.length = 0
  await store.stats.sessions({ from: 490, to: 495, limit: 10 })
  await store.upkeep.removeSessions(10, 5)
  const details = statements
    .filter((statement) => /^(select \*|delete) from "sessions"/.test(statement))
    .flatMap((statement) => database.prepare(`explain query plan ${statement}`).all())
    .map((row) => (row as { detail: string }).detail)
    .filter((detail) => /\bsessions\b/.test(detail))
  expect(details).toHaveLength(3)
  for (const detail of details) expect(detail).toMatch(/INDEX sessions_last_at|PRIMARY KEY/)
  await store.close()
})

it('reads in one piece what is most of all sessions, which is faster than along an index', async () => {
  const { store, database, statements } = await openSqliteFixture()
  await store.logs.append(upTo(500).map((n) => sampleEntry({ time: n, sessionId: `s${n}` })))
  const planOf = async (from: number) => {
    statements.length = 0
    const rows = await store.stats.sessions({ from, to: 1_000, limit: 1_000 })
    expect(rows).toHaveLength(500 - from)
    const plan = database.prepare(`explain query plan ${statements.at(-1)}`).all()
    return (plan[0] as { detail: string }).detail
  }
  expect(await planOf(200)).toBe('SCAN sessions')
  expect(await planOf(300)).toMatch(/INDEX sessions_last_at/)
  await store.close()
})

it('lies in the order in which sessions begin, which keeps reads together', async () => {
  const { store, database } = await openSqliteFixture()
  for (const sessionId of ['z', 'y', 'z', 'x'])
    await store.logs.append([sampleEntry({ sessionId })])
  const rows = database.prepare('select name from sessions order by id').all()
  expect(rows).toEqual([{ name: 'z' }, { name: 'y' }, { name: 'x' }])
  await store.close()
})
