import SQLite from 'better-sqlite3'
import { SqliteDialect } from 'kysely'
import { expect, it, onTestFinished, vi } from 'vitest'
import { createKyselyStore } from '../../src/kysely.js'
import { silentLogger } from '../../src/ports/logger.js'
import { createFakeClock } from '../../src/testing/fake-clock.js'

const settle = () => new Promise((resolve) => setImmediate(resolve))

async function setUp() {
  const clock = createFakeClock()
  const database = new SQLite(':memory:')
  const store = createKyselyStore({ dialect: new SqliteDialect({ database }), clock })
  onTestFinished(() => store.close())
  await store.migrate()
  const told = vi.fn()
  store.channels.subscribe(told)
  /** As another process would. */
  const change = () =>
    database.exec("update revisions set revision = revision + 1 where topic = 'channels'")
  return { clock, database, store, told, change }
}

it('looks every second, and tells only of what has changed', async () => {
  const { clock, store, told, change } = await setUp()
  await store.follow()
  clock.advance(1_000)
  await settle()
  expect(told).not.toHaveBeenCalled()
  change()
  change()
  clock.advance(999)
  await settle()
  expect(told).not.toHaveBeenCalled()
  clock.advance(1)
  await settle()
  expect(told).toHaveBeenCalledTimes(1)
})

it('looks at once when it is woken, and rarely otherwise', async () => {
  const { clock, store, told, change } = await setUp()
  let wake = () => {}
  await store.follow({
    listen(call) {
      wake = call
      return () => {}
    },
  })
  change()
  wake()
  await settle()
  expect(told).toHaveBeenCalledTimes(1)
  change()
  clock.advance(14_999)
  await settle()
  expect(told).toHaveBeenCalledTimes(1)
  clock.advance(1)
  await settle()
  expect(told).toHaveBeenCalledTimes(2)
})

it('says once that it cannot look, and finds what it has missed', async () => {
  const { clock, database, store, told, change } = await setUp()
  const logger = { ...silentLogger, warn: vi.fn() }
  await store.follow({ logger })
  database.exec('alter table revisions rename to away')
  for (let seconds = 0; seconds < 3; seconds++) {
    clock.advance(1_000)
    await settle()
  }
  expect(logger.warn).toHaveBeenCalledTimes(1)
  database.exec('alter table away rename to revisions')
  change()
  clock.advance(1_000)
  await settle()
  expect(told).toHaveBeenCalledTimes(1)
})

it('stops with the store', async () => {
  const { clock, store, told, change } = await setUp()
  const stopped = vi.fn()
  await store.follow({ listen: () => stopped })
  change()
  await store.close()
  expect(stopped).toHaveBeenCalledTimes(1)
  clock.advance(60_000)
  await settle()
  expect(told).not.toHaveBeenCalled()
})
