import SQLite from 'better-sqlite3'
import { SqliteDialect } from 'kysely'
import { describe, expect, it } from 'vitest'
import { createKyselyStore } from '../../src/kysely.js'
import { sampleDraft, sampleEntry } from '../../src/testing/store-contract-samples.js'
import { openSqliteFixture } from './sqlite-fixture.js'

function columns(database: SQLite.Database, table: string): string[] {
  const rows = database.prepare('select name from pragma_table_info(?)').all(table)
  return rows.map((row) => (row as { name: string }).name)
}

describe('migrate', () => {
  it('creates the tables under the names that people query', async () => {
    const { database, store } = await openSqliteFixture()
    expect(columns(database, 'channels')).toEqual(
      'id name url key_strategy models aliases priority weight enabled limits active_hours headers connection cost_multiplier version created_at updated_at'.split(
        ' ',
      ),
    )
    expect(columns(database, 'channel_keys')).toEqual(
      'id channel_id position api_key enabled note'.split(' '),
    )
    expect(columns(database, 'cooldowns')).toEqual(
      'channel_id scope key_id model until duration_ms cause'.split(' '),
    )
    expect(columns(database, 'rr')).toEqual(['model', 'priority', 'next_index'])
    expect(columns(database, 'logs')).toEqual(
      expect.arrayContaining(['status_code', 'message', 'channel_id', 'cost_micro_usd']),
    )
    await store.close()
  })

  it('can be run again and leaves what is there', async () => {
    const { store } = await openSqliteFixture()
    const channel = await store.channels.create(sampleDraft('a'))
    await store.migrate()
    expect(await store.channels.list()).toEqual([channel])
    await store.close()
  })

  it('goes on where it was broken off', async () => {
    const { store, database } = await openSqliteFixture()
    database.exec('delete from kysely_migration; drop table logs; drop table rr')
    await store.migrate()
    expect(columns(database, 'rr')).toEqual(['model', 'priority', 'next_index'])
    expect(await store.logs.list({ limit: 1 })).toEqual([])
    await store.close()
  })

  it('converts sessions once, however often it is broken off', async () => {
    const { store, database } = await openSqliteFixture()
    const cell = database.prepare(
      "insert into rollups (span, dimension, bucket, channel_id, name, requests) values (?, 'session', ?, 0, ?, 1)",
    )
    const unfinished = () =>
      database.exec("delete from kysely_migration where name = '0006-sessions'")
    for (const hour of [0, 1, 30]) cell.run('hour', hour * 3_600_000, 's')
    unfinished()
    database.exec(
      "create trigger stop before delete on rollups begin select raise(abort, 'no'); end",
    )
    await expect(store.migrate()).rejects.toMatchObject({ code: 'internal_error' })
    // The first day's cells had gone, and somebody has written more of them.
    database.exec('drop trigger stop; delete from rollups where bucket < 86400000')
    cell.run('hour', 31 * 3_600_000, 'late')
    await store.migrate()
    const sessions = await store.stats.sessions({ from: 0, to: 2e12, limit: 9 })
    expect(sessions.map(({ name, figures }) => [name, figures.requests])).toEqual([
      ['s', 3],
      ['late', 1],
    ])
    expect(database.prepare('select count(*) as n from rollups').get()).toEqual({ n: 0 })
    await store.close()
  })

  it('brings the log entries of an older version along', async () => {
    const database = new SQLite(':memory:')
    const dialect = new SqliteDialect({ database })
    const store = createKyselyStore({ dialect })
    await store.migrate()
    await store.logs.append([sampleEntry({ requestId: 'old' })])
    // As it was before the third migration.
    database.exec(`
      drop index logs_message;
      drop index logs_outcome;
      alter table logs drop column message_hash;
      alter table logs drop column queue_ms;
      alter table logs drop column connect_ms;
      alter table logs drop column plan;
      delete from kysely_migration where name > '0002-tokens';
    `)
    const later = createKyselyStore({ dialect })
    await later.migrate()
    await later.logs.append([sampleEntry({ requestId: 'new' })])
    const [added, kept] = await later.logs.list({ limit: 2 })
    expect(kept).toMatchObject({ requestId: 'old', queueMs: 0, connectMs: null, plan: null })
    expect(added).toMatchObject(sampleEntry({ requestId: 'new' }))
    await later.close()
  })

  it('finds what the failures of an older version say, and holds them in smaller indexes', async () => {
    const { store, database } = await openSqliteFixture()
    const boom = { outcome: 'answer', message: 'Boom' } as const
    await store.logs.append([sampleEntry({ ...boom, attempt: 1 })])
    // As it was before the fifth migration.
    database.exec(`
      drop table log_messages;
      drop index logs_message;
      drop index logs_outcome;
      alter table logs drop column message_hash;
      create index logs_outcome on logs (outcome, time, message) where outcome <> 'relayed';
      delete from kysely_migration where name > '0004-processes';
    `)
    await store.migrate()
    await store.logs.append([sampleEntry({ ...boom, attempt: 2 })])
    const found = await store.logs.list({ text: 'boom', limit: 10 })
    expect(found.map(({ attempt }) => attempt)).toEqual([2, 1])
    const indexed = database.prepare(`select name from pragma_index_info('logs_outcome')`).pluck()
    expect(indexed.all()).not.toContain('message')
    await store.close()
  })

  it('adds only the columns that are missing', async () => {
    const { store, database } = await openSqliteFixture()
    database.exec(`
      alter table logs drop column plan;
      delete from kysely_migration where name > '0002-tokens';
    `)
    await store.migrate()
    await store.logs.append([sampleEntry()])
    expect(await store.logs.list({ limit: 1 })).toMatchObject([sampleEntry()])
    await store.close()
  })

  it('refuses a database that a newer version has written, and changes nothing', async () => {
    const database = new SQLite(':memory:')
    database.exec(`
      create table kysely_migration (name varchar(255) primary key, timestamp varchar(255));
      insert into kysely_migration values ('0001-initial', ''), ('9999-later', '');
    `)
    const store = createKyselyStore({ dialect: new SqliteDialect({ database }) })
    await expect(store.migrate()).rejects.toMatchObject({
      code: 'database_too_new',
      message: expect.stringContaining('9999-later'),
    })
    const tables = database.prepare('select name from sqlite_master where type = ?').all('table')
    expect(tables).toEqual([{ name: 'kysely_migration' }])
    await store.close()
  })

  it('says which migration failed, and why', async () => {
    const database = new SQLite(':memory:')
    database.exec('create view logs as select 1 as id')
    const store = createKyselyStore({ dialect: new SqliteDialect({ database }) })
    await expect(store.migrate()).rejects.toMatchObject({
      code: 'internal_error',
      message: expect.stringContaining('0001-initial'),
      cause: expect.any(Error),
    })
    await store.close()
  })
})
