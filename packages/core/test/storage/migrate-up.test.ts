import { readdirSync, readFileSync } from 'node:fs'
import SQLite from 'better-sqlite3'
import { Kysely, Migrator, SqliteDialect, sql } from 'kysely'
import { afterAll, describe, expect, it } from 'vitest'
import { createKyselyStore, type KyselyStore } from '../../src/kysely.js'
import { toFlavor } from '../../src/storage/kysely/dialects.js'
import { toMigrations } from '../../src/storage/kysely/migrator.js'
import type { Database } from '../../src/storage/kysely/schema.js'
import type { ServerOrReason } from './servers/database-server.js'
import { startMysql } from './servers/mysql-server.js'
import { toServerDialect } from './servers/open-server-store.js'
import { startPostgres } from './servers/postgres-server.js'

/** Databases as released versions of the program have left them, as SQLite dumps. */
const folder = new URL('./released/', import.meta.url)
const released = readdirSync(folder).map((file) => ({
  version: file.replace('.sql', ''),
  dump: readFileSync(new URL(file, folder), 'utf8'),
}))

/** Everything that was in the old database is there, and the new one takes what is new. */
async function expectWhole(store: KyselyStore, version: string): Promise<void> {
  await store.migrate()
  expect(await store.channels.list()).toMatchObject([
    {
      id: 1,
      name: 'main',
      aliases: { a: 'm' },
      costMultiplier: 1.5,
      version: 4,
      keys: [
        { id: 1, secret: 'sk-1', enabled: true, note: 'note' },
        { id: 2, secret: 'sk-2', enabled: false },
      ],
    },
  ])
  expect(await store.cooldowns.list()).toMatchObject([{ scope: 'key', keyId: 2, cause: 'quota' }])
  expect(await store.cursors.list()).toEqual([{ model: 'm', priority: 3, nextIndex: 1 }])
  const [entry] = await store.logs.list({ limit: 10 })
  expect(entry).toMatchObject({ requestId: 'r1', final: true, usage: null })
  const minute = 1_699_999_980_000
  const totals = { dimension: 'all', from: minute, to: minute + 60_000, limit: 1 } as const
  expect(await store.stats.totals(totals)).toMatchObject([{ figures: { requests: 1 } }])
  const hour = 3_600_000
  const sessions = await store.stats.sessions({ from: 0, to: 2e12, sort: 'costMicroUsd', limit: 9 })
  expect(sessions).toMatchObject([
    {
      name: 's',
      firstAt: 1_699_999_200_000,
      lastAt: 1_700_006_400_000 + hour - 1,
      figures: { entries: 4, requests: 2, failures: 0, costMicroUsd: 12 },
    },
    { name: 'S', firstAt: 1_700_002_800_000, lastAt: 1_700_002_800_000 + hour - 1 },
  ])
  const hasTokens = version >= '0002'
  expect(await store.tokens.list()).toMatchObject(hasTokens ? [{ name: 'team' }] : [])
  await store.channels.update(1, { priority: 9 })
  expect(await store.leases.take('work', 'me', 1)).toMatchObject({ fence: 1 })
  await store.migrate()
}

describe.each(released)('a SQLite database of version $version', ({ version, dump }) => {
  it('is brought up to date with all that it holds', async () => {
    const database = new SQLite(':memory:')
    database.exec(dump)
    const store = createKyselyStore({ dialect: new SqliteDialect({ database }) })
    await expectWhole(store, version)
    await store.close()
  })
})

function onServer(name: string, server: ServerOrReason): void {
  if ('missing' in server) {
    process.stderr.write(`\nLEFT OUT: migrations on ${name}: ${server.missing}\n`)
    return
  }
  afterAll(() => server.close())
  describe.each(released)(`a ${name} database of version $version`, ({ version, dump }) => {
    it('is brought up to date with all that it holds', async () => {
      const url = await server.createDatabase()
      await migrateTo(url, version, dump)
      const store = createKyselyStore({ dialect: toServerDialect(url) })
      await expectWhole(store, version)
      await store.close()
    })
  })

  it(`a ${name} database of a newer version is refused and left as it is`, async () => {
    const url = await server.createDatabase()
    const store = createKyselyStore({ dialect: toServerDialect(url) })
    await store.migrate()
    const db = new Kysely<Database>({ dialect: toServerDialect(url) })
    await sql`insert into kysely_migration (name, timestamp) values ('9999-later', '')`.execute(db)
    await expect(store.migrate()).rejects.toMatchObject({
      code: 'database_too_new',
      message: expect.stringContaining('9999-later'),
    })
    await db.destroy()
    await store.close()
  })
}

/** Makes a server's database what it was at a version, with the rows of a dump of that version. */
async function migrateTo(url: string, version: string, dump: string): Promise<void> {
  const db = new Kysely<Database>({ dialect: toServerDialect(url) })
  const migrations = toMigrations(toFlavor(db.getExecutor().adapter))
  const provider = { getMigrations: async () => migrations }
  const { error } = await new Migrator({ db, provider }).migrateTo(version)
  if (error !== undefined) throw error
  for (const line of dump.split('\n')) {
    const isRow = line.startsWith('insert into ') && !line.startsWith('insert into kysely_')
    if (isRow) await sql.raw(line).execute(db)
  }
  await db.destroy()
}

onServer('PostgreSQL', await startPostgres())
onServer('MySQL', await startMysql())
