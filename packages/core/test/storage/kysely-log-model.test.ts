import fc from 'fast-check'
import { expect, it } from 'vitest'
import type { LogQuery } from '../../src/ports/store.js'
import { createMemoryStore } from '../../src/storage/memory-store.js'
import { sampleEntry } from '../../src/testing/store-contract-samples.js'
import { openSqliteFixture } from './sqlite-fixture.js'

const HOUR = 3_600_000

const entry = fc
  .record({
    time: fc.integer({ min: 0, max: 6 * HOUR }),
    channelId: fc.constantFrom(null, 1, 2),
    model: fc.constantFrom('a', 'b'),
    tokenName: fc.constantFrom(null, 't'),
    sessionId: fc.constantFrom(null, 's'),
    requestId: fc.constantFrom('r1', 'r2'),
    result: fc.constantFrom(
      { outcome: 'relayed', statusCode: 200, message: '' } as const,
      { outcome: 'answer', statusCode: 429, message: 'Slow down' } as const,
      { outcome: 'cut', statusCode: 200, message: 'broke off' } as const,
      { outcome: 'no-candidate', statusCode: 503, message: 'resting' } as const,
    ),
  })
  .map(({ result, ...fields }) => sampleEntry({ ...fields, ...result }))

const query: fc.Arbitrary<LogQuery> = fc.record(
  {
    since: fc.integer({ min: 0, max: 6 * HOUR }),
    until: fc.integer({ min: 0, max: 7 * HOUR }),
    channelId: fc.constantFrom(1, 2, 3),
    model: fc.constantFrom('a', 'b'),
    tokenName: fc.constant('t'),
    sessionId: fc.constant('s'),
    requestId: fc.constant('r1'),
    status: fc.constantFrom(
      'ok' as const,
      'error' as const,
      { min: 200, max: 299 },
      { min: 400, max: 599 },
    ),
    text: fc.constantFrom('OFF', 'o', 'zzz'),
    beforeId: fc.integer({ min: 1, max: 30 }),
    afterId: fc.integer({ min: 1, max: 30 }),
    limit: fc.integer({ min: 1, max: 10 }),
  },
  { requiredKeys: ['limit'] },
)

it('lists and groups what a look at each entry would, whatever is asked for', async () => {
  const { store, database } = await openSqliteFixture()
  const writes = fc.array(fc.array(entry, { maxLength: 8 }), { maxLength: 4 })
  await fc.assert(
    fc.asyncProperty(
      writes,
      fc.array(query, { minLength: 1, maxLength: 12 }),
      fc.boolean(),
      async (batches, queries, forgotten) => {
        const tables = ['logs', 'log_messages', 'rollups', 'sqlite_sequence']
        for (const table of tables) database.exec(`delete from ${table}`)
        const model = createMemoryStore()
        for (const batch of batches) {
          await store.logs.append(batch)
          await model.logs.append(batch)
        }
        if (forgotten) database.exec('update logs set message_hash = null where id % 3 = 1')
        for (const one of queries) {
          expect(await store.logs.list(one)).toEqual(await model.logs.list(one))
          if (one.text !== undefined) {
            expect(await store.logs.count(one, 5)).toBe(await model.logs.count(one, 5))
          }
          const { since, until, channelId } = one
          const filter = { since, until, channelId }
          const [groups, expected] = [
            await store.logs.errors(filter),
            await model.logs.errors(filter),
          ]
          expect(groups).toEqual(expected)
        }
      },
    ),
    { numRuns: 40 },
  )
  await store.close()
})
