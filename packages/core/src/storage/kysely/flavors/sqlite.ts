import { sql } from 'kysely'
import type { SqlFlavor } from './sql-flavor.js'

/** Pages that are given back at once: about a megabyte. */
const FREED_PAGES = 250

/** SQLite's number for the mode of `auto_vacuum` in which this works. */
const INCREMENTAL = 2

/** SQLite 3.35 or later. */
export const SQLITE: SqlFlavor = {
  name: 'sqlite',
  idType: 'integer',
  generateId: (column) => column.autoIncrement(),
  integerType: 'integer',
  nameType: 'text',
  wordType: 'text',
  textType: 'text',
  tableSuffix: null,
  clusteredSuffix: sql`without rowid`,
  hasPartialIndex: true,
  createIndex: (index) => index.ifNotExists().execute(),
  // Only an empty database takes it. It lets deleted log entries free space on the disk.
  beforeMigrations: sql`pragma auto_vacuum = incremental`,
  lockRollups: null,
  wakeListeners: null,
  selectBytes: sql`select (pages.page_count - free.freelist_count) * page.page_size as bytes
    from pragma_page_count as pages, pragma_freelist_count as free, pragma_page_size as page`,
  onDuplicate: (insert, keys, toChanges) =>
    insert.onConflict((conflict) =>
      conflict.columns([...keys]).doUpdateSet(toChanges((name) => sql.ref(`excluded.${name}`))),
    ),
  async compact(db) {
    const free = await db.transaction().execute(async (trx) => {
      const { rows } = await sql<{ free: number; mode: number }>`
        select freelist_count as free, auto_vacuum as mode
        from pragma_freelist_count, pragma_auto_vacuum`.execute(trx)
      const [state] = rows
      if (state?.mode !== INCREMENTAL) return 0
      // Drivers run a statement that gives no rows by one step, and a step frees one page.
      for (let page = 0; page < Math.min(state.free, FREED_PAGES); page++) {
        await sql`pragma incremental_vacuum`.execute(trx)
      }
      return state.free
    })
    return free > FREED_PAGES
  },
  uniqueViolations: ['SQLITE_CONSTRAINT_UNIQUE', 'SQLITE_CONSTRAINT_PRIMARYKEY'],
  // The second: what the transaction has read is not the latest any more, so it cannot write.
  conflicts: ['SQLITE_BUSY', 'SQLITE_BUSY_SNAPSHOT', 'SQLITE_LOCKED'],
}
