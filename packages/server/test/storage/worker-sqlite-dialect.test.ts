import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setImmediate } from 'node:timers/promises'
import { Worker } from 'node:worker_threads'
import SQLite from 'better-sqlite3'
import { Kysely, sql } from 'kysely'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { openSqlite } from '../../src/storage/open-sqlite.js'
import { createWorkerSqliteDialect } from '../../src/storage/worker-sqlite-dialect.js'

interface Tables {
  items: { id: number; name: string }
}

let folder = ''
let path = ''
const opened: Kysely<Tables>[] = []

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'ccload-worker-'))
  path = join(folder, 'test.db')
})
afterEach(async () => {
  for (const db of opened.splice(0)) await db.destroy()
  rmSync(folder, { recursive: true, force: true })
})

function connect(busyTimeoutMs?: number): Kysely<Tables> {
  const db = new Kysely<Tables>({ dialect: createWorkerSqliteDialect({ path, busyTimeoutMs }) })
  opened.push(db)
  return db
}

async function connectWithItems(busyTimeoutMs?: number): Promise<Kysely<Tables>> {
  const db = connect(busyTimeoutMs)
  await sql`create table items (id integer primary key, name text not null unique)`.execute(db)
  return db
}

async function names(db: Kysely<Tables>): Promise<string[]> {
  const rows = await db.selectFrom('items').select('name').orderBy('id').execute()
  return rows.map((row) => row.name)
}

describe('createWorkerSqliteDialect', () => {
  it('reports changed rows and the inserted id as the in-process dialect does', async () => {
    const db = await connectWithItems()
    const items = [
      { id: 7, name: 'a' },
      { id: 9, name: 'b' },
    ]
    const inserted = await db.insertInto('items').values(items).executeTakeFirst()
    expect(inserted.insertId).toBe(9n)
    expect(inserted.numInsertedOrUpdatedRows).toBe(2n)
    const deleted = await db.deleteFrom('items').executeTakeFirst()
    expect(deleted.numDeletedRows).toBe(2n)
  })

  it('works in WAL mode with foreign keys, in step with the disk at checkpoints', async () => {
    const db = connect()
    const pragma = async (name: string) => (await sql.raw(`pragma ${name}`).execute(db)).rows
    expect(await pragma('journal_mode')).toEqual([{ journal_mode: 'wal' }])
    expect(await pragma('foreign_keys')).toEqual([{ foreign_keys: 1 }])
    expect(await pragma('synchronous')).toEqual([{ synchronous: 1 }])
    expect(await pragma('busy_timeout')).toEqual([{ timeout: 5000 }])
  })

  it('leaves the event loop free while it waits', async () => {
    const db = await connectWithItems()
    const other = new SQLite(path)
    other.exec('begin immediate')
    const insert = db.insertInto('items').values({ id: 1, name: 'late' }).execute()
    // On this thread nothing could end the transaction that the insert waits for.
    for (let turn = 0; turn < 10; turn++) await setImmediate()
    other.exec('commit')
    await insert
    expect(await names(db)).toEqual(['late'])
    other.close()
  })

  it('gives up a lock after its timeout, with the code that SQLite gives', async () => {
    const db = await connectWithItems(10)
    const other = new SQLite(path)
    other.exec('begin immediate')
    const insert = db.insertInto('items').values({ id: 1, name: 'x' }).execute()
    await expect(insert).rejects.toMatchObject({ code: 'SQLITE_BUSY' })
    other.close()
  })

  it('carries errors over with message and code, and goes on', async () => {
    const db = await connectWithItems()
    await db.insertInto('items').values({ id: 1, name: 'a' }).execute()
    const again = db.insertInto('items').values({ id: 2, name: 'a' }).execute()
    await expect(again).rejects.toMatchObject({
      code: 'SQLITE_CONSTRAINT_UNIQUE',
      message: 'UNIQUE constraint failed: items.name',
    })
    await expect(sql`select * from nowhere`.execute(db)).rejects.toThrow('no such table')
    expect(await names(db)).toEqual(['a'])
  })

  it('gives a transaction the connection for itself', async () => {
    const db = await connectWithItems()
    let others: Promise<string[]> | undefined
    await db.transaction().execute(async (trx) => {
      await trx.insertInto('items').values({ id: 1, name: 'a' }).execute()
      others = names(db)
      await trx.insertInto('items').values({ id: 2, name: 'b' }).execute()
    })
    expect(await others).toEqual(['a', 'b'])
  })

  it('sends statements without waiting for the answers to others', async () => {
    const db = await connectWithItems()
    const posted = vi.spyOn(Worker.prototype, 'postMessage')
    const inserts = ['a', 'b', 'c'].map((name, id) => {
      return db.insertInto('items').values({ id, name }).execute()
    })
    const all = names(db)
    await inserts[0]
    expect(posted).toHaveBeenCalledTimes(4)
    posted.mockRestore()
    expect(await all).toEqual(['a', 'b', 'c'])
  })

  it('lets others go on when a transaction could not begin', async () => {
    const db = await connectWithItems(10)
    const other = new SQLite(path)
    other.exec('begin immediate')
    const failed = db.transaction().execute((trx) => trx.deleteFrom('items').execute())
    await expect(failed).rejects.toMatchObject({ code: 'SQLITE_BUSY' })
    other.exec('commit')
    other.close()
    await db.transaction().execute((trx) => {
      return trx.insertInto('items').values({ id: 1, name: 'a' }).execute()
    })
    expect(await names(db)).toEqual(['a'])
  })

  it('rolls back, and says what went wrong', async () => {
    const db = await connectWithItems()
    const failed = db.transaction().execute(async (trx) => {
      await trx.insertInto('items').values({ id: 1, name: 'a' }).execute()
      throw new Error('changed my mind')
    })
    await expect(failed).rejects.toThrow('changed my mind')
    expect(await names(db)).toEqual([])
  })

  it('says what went wrong where SQLite has rolled back by itself', async () => {
    const db = await connectWithItems()
    const failed = db.transaction().execute(async (trx) => {
      await sql`insert into items (id, name) values (1, 'a')`.execute(trx)
      await sql`insert or rollback into items (id, name) values (2, 'a')`.execute(trx)
    })
    await expect(failed).rejects.toMatchObject({ code: 'SQLITE_CONSTRAINT_UNIQUE' })
    expect(await names(db)).toEqual([])
  })

  it('knows new columns in statements that it has run before', async () => {
    const db = await connectWithItems()
    await db.insertInto('items').values({ id: 1, name: 'a' }).execute()
    const all = db.selectFrom('items').selectAll()
    expect(await all.execute()).toEqual([{ id: 1, name: 'a' }])
    await sql`alter table items add column size integer default 5`.execute(db)
    expect(await all.execute()).toEqual([{ id: 1, name: 'a', size: 5 }])
  })

  it('starts a new thread after one has died, but never in mid-transaction', async () => {
    const db = await connectWithItems()
    const posted = vi.spyOn(Worker.prototype, 'postMessage')
    await names(db)
    const thread = posted.mock.contexts.at(-1) as Worker | undefined
    posted.mockRestore()
    const broken = db.transaction().execute(async (trx) => {
      await trx.insertInto('items').values({ id: 1, name: 'lost' }).execute()
      await thread?.terminate()
      await trx.insertInto('items').values({ id: 2, name: 'lost too' }).execute()
    })
    await expect(broken).rejects.toThrow('The SQLite thread has ended')
    await db.insertInto('items').values({ id: 3, name: 'kept' }).execute()
    expect(await names(db)).toEqual(['kept'])
  })

  it('refuses to stream', async () => {
    const db = await connectWithItems()
    const rows = db.selectFrom('items').selectAll().stream()
    await expect(rows.next()).rejects.toThrow('page by page')
    expect(await names(db)).toEqual([])
  })

  it('closes the database, after what was asked for before', async () => {
    const db = await connectWithItems()
    const insert = db.insertInto('items').values({ id: 1, name: 'last' }).execute()
    await insert
    await db.destroy()
    expect(() => statSync(`${path}-wal`)).toThrow('ENOENT')
    const check = new SQLite(path, { readonly: true })
    expect(check.prepare('select name from items').all()).toEqual([{ name: 'last' }])
    check.close()
  })
})

describe('openSqlite', () => {
  it('makes a file that only its owner can read', async () => {
    const file = join(folder, 'new', 'folder', 'ccload.db')
    const db = new Kysely<Tables>({ dialect: openSqlite(file) })
    opened.push(db)
    await sql`create table items (id integer)`.execute(db)
    for (const suffix of ['', '-wal', '-shm']) {
      expect(statSync(file + suffix).mode & 0o077).toBe(0)
    }
  })

  it('names the setting when the file cannot be opened', () => {
    expect(() => openSqlite(folder)).toThrow(
      expect.objectContaining({
        code: 'invalid_option',
        message: expect.stringContaining('SQLITE_PATH'),
      }),
    )
  })

  it('lets the first query say that the file is no database', async () => {
    writeFileSync(path, 'this is certainly not a database, whatever its name may say. '.repeat(20))
    const db = new Kysely<Tables>({ dialect: openSqlite(path) })
    opened.push(db)
    await expect(sql`select 1`.execute(db)).rejects.toMatchObject({ code: 'SQLITE_NOTADB' })
  })
})
