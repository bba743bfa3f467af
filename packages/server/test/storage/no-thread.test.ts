import { Kysely, sql } from 'kysely'
import { expect, it, vi } from 'vitest'
import { createWorkerSqliteDialect } from '../../src/storage/worker-sqlite-dialect.js'

const system = vi.hoisted(() => ({ hasThreads: true, isDead: false }))

vi.mock('../../src/storage/sqlite-thread.js', () => ({
  startSqliteThread() {
    if (!system.hasThreads) throw new Error('no more threads')
    system.isDead = false
    return {
      get isDead() {
        return system.isDead
      },
      execute: async () => ({ rows: [] }),
      close: async () => {},
    }
  },
}))

it('goes on after a time in which no thread could be started', async () => {
  const db = new Kysely<unknown>({ dialect: createWorkerSqliteDialect({ path: 'any' }) })
  const query = () => sql`select 1`.execute(db)
  const transact = () => db.transaction().execute((trx) => sql`select 1`.execute(trx))
  await query()
  Object.assign(system, { hasThreads: false, isDead: true })
  const failed = await Promise.allSettled([transact(), query(), transact()])
  expect(failed.map(({ status }) => status)).toEqual(['rejected', 'rejected', 'rejected'])
  system.hasThreads = true
  await transact()
  expect((await query()).rows).toEqual([])
  await db.destroy()
})
