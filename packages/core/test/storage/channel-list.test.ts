import SQLite from 'better-sqlite3'
import { SqliteDialect } from 'kysely'
import { expect, it, onTestFinished } from 'vitest'
import { createKyselyStore } from '../../src/kysely.js'

/** Two stores over one database, as two processes have them, and the statements of the first. */
async function setUp() {
  const statements: string[] = []
  const watched = new SQLite(':memory:', { verbose: (text) => statements.push(String(text)) })
  const store = createKyselyStore({ dialect: new SqliteDialect({ database: watched }) })
  onTestFinished(() => store.close())
  await store.migrate()
  const other = createKyselyStore({ dialect: new SqliteDialect({ database: watched }) })
  const draft = (name: string) => ({
    name,
    url: 'http://upstream.test',
    keys: [{ secret: `key of ${name}` }],
    models: ['claude'],
  })
  const first = await store.channels.create(draft('first'))
  const second = await store.channels.create(draft('second'))
  await store.channels.list()
  statements.length = 0
  return { store, other, draft, first, second, statements }
}

const secretsOf = ({ keys }: { keys: readonly { secret: { reveal(): string } }[] }) =>
  keys.map(({ secret }) => secret.reveal())

it('reads no channel again while none has changed', async () => {
  const { store, statements } = await setUp()
  const before = await store.channels.list()
  const after = await store.channels.list()
  expect(after.map(({ name }) => name)).toEqual(['first', 'second'])
  expect(after[0]).toBe(before[0])
  expect(after).not.toBe(before)
  expect(statements.filter((text) => text.includes('from "channels"'))).toEqual([])
})

it('reads the one again that another process has changed', async () => {
  const { store, other, second, statements } = await setUp()
  const [first] = await store.channels.list()
  await other.channels.update(second.id, { keys: [{ secret: 'another' }] })
  statements.length = 0
  const after = await store.channels.list()
  expect(after[0]).toBe(first)
  expect(after.map(secretsOf)).toEqual([['key of first'], ['another']])
  expect(statements.filter((text) => text.includes('"channel_keys"'))).toEqual([
    expect.stringContaining(`in (${second.id}.0)`),
  ])
})

it('sees what is new and what is gone', async () => {
  const { store, other, draft, first } = await setUp()
  await other.channels.remove(first.id)
  await other.channels.create(draft('third'))
  const after = await store.channels.list()
  expect(after.map(({ name }) => name)).toEqual(['second', 'third'])
  expect(after.map(secretsOf)).toEqual([['key of second'], ['key of third']])
})

it('reads very many that have changed', async () => {
  const { store, other, draft } = await setUp()
  const names = Array.from({ length: 150 }, (_, at) => `channel ${at}`)
  await other.channels.applyAll(names.map((name) => ({ create: draft(name) })))
  const after = await store.channels.list()
  expect(after.map(({ name }) => name)).toEqual(['first', 'second', ...names])
})

it('takes nothing for known that a failed write has touched', async () => {
  const { store, second, draft } = await setUp()
  const writes = [{ id: second.id, patch: { priority: 7 } }, { create: draft('first') }]
  await expect(store.channels.applyAll(writes)).rejects.toThrow('already a channel named "first"')
  const after = await store.channels.list()
  expect(after.map(({ priority }) => priority)).toEqual([0, 0])
})
