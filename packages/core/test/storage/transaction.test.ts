import SQLite from 'better-sqlite3'
import { Kysely, SqliteDialect } from 'kysely'
import { expect, it, onTestFinished } from 'vitest'
import { SQLITE } from '../../src/storage/kysely/flavors/sqlite.js'
import type { Database } from '../../src/storage/kysely/schema.js'
import { inTransaction } from '../../src/storage/kysely/transaction.js'

function setUp(code: string, failures: number) {
  const db = new Kysely<Database>({
    dialect: new SqliteDialect({ database: new SQLite(':memory:') }),
  })
  onTestFinished(() => db.destroy())
  let tries = 0
  const change = async () => {
    tries += 1
    if (tries <= failures) throw Object.assign(new Error('in the way'), { code })
    return tries
  }
  return { run: () => inTransaction(db, SQLITE, change), tries: () => tries }
}

it('makes a change again where another writer was in its way', async () => {
  const { run } = setUp('SQLITE_BUSY_SNAPSHOT', 3)
  expect(await run()).toBe(4)
})

it('gives up in the end', async () => {
  const { run, tries } = setUp('SQLITE_BUSY', 1_000)
  await expect(run()).rejects.toMatchObject({ code: 'SQLITE_BUSY' })
  expect(tries()).toBe(20)
})

it('makes a change that is wrong in itself only once', async () => {
  const { run, tries } = setUp('SQLITE_CONSTRAINT_UNIQUE', 1)
  await expect(run()).rejects.toThrow('in the way')
  expect(tries()).toBe(1)
})
