import {
  type DialectAdapter,
  type Kysely,
  MysqlAdapter,
  PostgresAdapter,
  SqliteAdapter,
} from 'kysely'
import { CcloadError } from '../../errors.js'
import type { AnyInsert } from './batch-insert.js'
import { MYSQL } from './flavors/mysql.js'
import { POSTGRES } from './flavors/postgres.js'
import type { SqlFlavor } from './flavors/sql-flavor.js'
import { SQLITE } from './flavors/sqlite.js'
import type { Database } from './schema.js'

export type { SqlFlavor } from './flavors/sql-flavor.js'

/** The flavor that an adapter speaks. Throws `CcloadError` `invalid_option` for other databases. */
export function toFlavor(adapter: DialectAdapter): SqlFlavor {
  if (adapter instanceof SqliteAdapter) return SQLITE
  if (adapter instanceof PostgresAdapter) return POSTGRES
  if (adapter instanceof MysqlAdapter) return MYSQL
  throw new CcloadError(
    'invalid_option',
    'The store needs a Kysely dialect for SQLite, PostgreSQL or MySQL, and a single copy of kysely.',
  )
}

/** A value as it goes into a column. */
export type SqlValue = string | number | null

/**
 * Inserts rows, or overwrites those with the same primary key (`keys`). Every row names the same
 * columns, and no two rows have the same key.
 */
export async function upsert(
  db: Kysely<Database>,
  flavor: SqlFlavor,
  table: keyof Database,
  keys: readonly string[],
  rows: readonly Readonly<Record<string, SqlValue>>[],
): Promise<void> {
  const columns = Object.keys(rows[0] ?? {})
  // Kysely's types cannot follow a table name that is only known at run time.
  const tables = db as unknown as Kysely<Record<string, Record<string, SqlValue>>>
  for (const part of inParts(rows, columns.length)) {
    const insert = tables.insertInto(table).values(part) as unknown as AnyInsert
    await flavor
      .onDuplicate(insert, keys, (incoming) =>
        Object.fromEntries(columns.map((name) => [name, incoming(name)])),
      )
      .execute()
  }
}

/** The most values that one statement may carry: SQLite's limit, the lowest of the three. */
const MAX_PARAMETERS = 32_766

/** Cuts a list so that a statement with `width` values per item stays within every limit. */
export function inParts<T>(items: readonly T[], width: number): T[][] {
  const size = Math.floor(MAX_PARAMETERS / Math.max(width, 1))
  const parts: T[][] = []
  for (let from = 0; from < items.length; from += size) parts.push(items.slice(from, from + size))
  return parts
}

/** Whether a write failed because another row has the same unique value. */
export function isUniqueViolation(error: unknown, flavor: SqlFlavor): boolean {
  return hasCode(error, flavor.uniqueViolations)
}

/** Whether a transaction failed for no other reason than that another one was in its way. */
export function isConflict(error: unknown, flavor: SqlFlavor): boolean {
  return hasCode(error, flavor.conflicts)
}

function hasCode(error: unknown, codes: readonly string[]): boolean {
  if (!(error instanceof Error && 'code' in error)) return false
  return typeof error.code === 'string' && codes.includes(error.code)
}
