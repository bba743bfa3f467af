import { CcloadError } from '@ccload/core'
import { type Kysely, sql } from 'kysely'
import type { AnyTables } from '../open-tables.js'
import { COPIED_TABLES } from './copied-tables.js'
import type { RowKey } from './read-pages.js'

/** Is there from the beginning of a copy to its end. */
const TABLE = 'copy_progress'

/** How far a table has been copied. */
export interface TableProgress {
  /** The key of the last row that was copied; undefined: none was. */
  readonly last: RowKey | undefined
  readonly rows: number
}

/** Whether a copy into this database has begun and not ended. */
export async function isHalfCopied(db: Kysely<AnyTables>): Promise<boolean> {
  const tables = await db.introspection.getTables()
  return tables.some(({ name }) => name === TABLE)
}

/**
 * Begins a copy, or goes on with one. Rejects with `invalid_option` when the target holds anything
 * that no copy from the same source has put there.
 */
export async function beginCopy(target: Kysely<AnyTables>, source: string): Promise<void> {
  if (await isHalfCopied(target)) {
    const row = await target.selectFrom(TABLE).select('source').executeTakeFirst()
    if (row !== undefined && row.source !== source) {
      throw refuse(`holds half of a copy of another database (${row.source})`)
    }
    if (row !== undefined) return
  }
  for (const { name } of COPIED_TABLES) {
    const row = await target.selectFrom(name).select(sql<number>`1`.as('one')).limit(1).execute()
    if (row.length > 0) throw refuse(`is not empty (table ${name})`)
  }
  await target.schema
    .createTable(TABLE)
    .ifNotExists()
    .addColumn('table_name', 'varchar(64)', (column) => column.primaryKey())
    .addColumn('source', 'varchar(1000)', (column) => column.notNull())
    .addColumn('last_key', 'text', (column) => column.notNull())
    .addColumn('row_count', 'bigint', (column) => column.notNull())
    .execute()
  await target
    .insertInto(TABLE)
    .values(
      COPIED_TABLES.map(({ name }) => ({ table_name: name, source, last_key: '', row_count: 0 })),
    )
    .execute()
}

export async function readProgress(
  target: Kysely<AnyTables>,
  table: string,
): Promise<TableProgress> {
  const row = await target
    .selectFrom(TABLE)
    .selectAll()
    .where('table_name', '=', table)
    .executeTakeFirstOrThrow()
  const text = String(row.last_key)
  return { last: text === '' ? undefined : JSON.parse(text), rows: Number(row.row_count) }
}

/** To be called in the transaction that writes the rows. */
export async function writeProgress(
  target: Kysely<AnyTables>,
  table: string,
  { last, rows }: TableProgress,
): Promise<void> {
  await target
    .updateTable(TABLE)
    .set({ last_key: JSON.stringify(last), row_count: rows })
    .where('table_name', '=', table)
    .execute()
}

/** The copy is whole. */
export async function endCopy(target: Kysely<AnyTables>): Promise<void> {
  await target.schema.dropTable(TABLE).execute()
}

function refuse(what: string): CcloadError {
  return new CcloadError(
    'invalid_option',
    `The target ${what}. Nothing is overwritten: name an empty database.`,
  )
}
