import {
  type ColumnDataType,
  type ColumnDefinitionBuilder,
  type DialectAdapter,
  type Kysely,
  MysqlAdapter,
  PostgresAdapter,
  type RawBuilder,
  SqliteAdapter,
  sql,
} from 'kysely'
import { CcloadError } from '../../errors.js'
import type { Database } from './schema.js'

/** All that differs between the databases; everything else is written once for all of them. */
export interface SqlFlavor {
  readonly name: 'sqlite' | 'postgres' | 'mysql'
  /** Type of a generated primary key, and the way to make it one. */
  readonly idType: ColumnDataType
  readonly generateId: (column: ColumnDefinitionBuilder) => ColumnDefinitionBuilder
  /** Type of a whole number of up to 53 bits. */
  readonly integerType: ColumnDataType
  /** Type of a text that an index covers. */
  readonly nameType: ColumnDataType
  /** Type of a short word of ours that is part of a key. */
  readonly wordType: ColumnDataType
  /** What a table needs so that texts compare byte by byte. */
  readonly tableSuffix: RawBuilder<unknown> | null
  /** The same for a table whose rows are to lie in the order of their primary key. */
  readonly clusteredSuffix: RawBuilder<unknown> | null
  /** Whether an index can be created `if not exists`. */
  readonly hasIndexIfNotExists: boolean
  /** Whether an index can be of some rows only. */
  readonly hasPartialIndex: boolean
  /** Keeps other writers from the roll-ups until the transaction ends; null: it does so anyway. */
  readonly lockRollups: RawBuilder<unknown> | null
  /** Bytes in use, by log entries or by all of the database, as a column `bytes`. */
  readonly selectBytes: RawBuilder<{ bytes: number | string | null }>
}

const SQLITE: SqlFlavor = {
  name: 'sqlite',
  idType: 'integer',
  generateId: (column) => column.autoIncrement(),
  integerType: 'integer',
  nameType: 'text',
  wordType: 'text',
  tableSuffix: null,
  clusteredSuffix: sql`without rowid`,
  hasIndexIfNotExists: true,
  hasPartialIndex: true,
  lockRollups: null,
  selectBytes: sql`select (pages.page_count - free.freelist_count) * page.page_size as bytes
    from pragma_page_count as pages, pragma_freelist_count as free, pragma_page_size as page`,
}

const POSTGRES: SqlFlavor = {
  ...SQLITE,
  name: 'postgres',
  idType: 'bigserial',
  generateId: (column) => column,
  integerType: 'bigint',
  clusteredSuffix: null,
  lockRollups: sql`lock table rollups in share row exclusive mode`,
  selectBytes: sql`select pg_total_relation_size('logs') as bytes`,
}

const MYSQL_TEXTS = sql`character set utf8mb4 collate utf8mb4_bin`

const MYSQL: SqlFlavor = {
  name: 'mysql',
  idType: 'bigint',
  generateId: (column) => column.autoIncrement(),
  integerType: 'bigint',
  nameType: 'varchar(512)',
  wordType: 'varchar(16)',
  tableSuffix: MYSQL_TEXTS,
  clusteredSuffix: MYSQL_TEXTS,
  lockRollups: null,
  selectBytes: sql`select data_length + index_length as bytes from information_schema.tables
    where table_schema = database() and table_name = 'logs'`,
  hasIndexIfNotExists: false,
  hasPartialIndex: false,
}

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
    const insert = tables.insertInto(table).values(part)
    await (flavor.name === 'mysql'
      ? insert.onDuplicateKeyUpdate(overwrite(columns, (name) => sql`values(${sql.ref(name)})`))
      : insert.onConflict((conflict) =>
          conflict
            .columns([...keys])
            .doUpdateSet(overwrite(columns, (name) => sql.ref(`excluded.${name}`))),
        )
    ).execute()
  }
}

function overwrite(columns: readonly string[], incoming: (name: string) => RawBuilder<SqlValue>) {
  return Object.fromEntries(columns.map((name) => [name, incoming(name)]))
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

const UNIQUE_VIOLATIONS = new Set(['SQLITE_CONSTRAINT_UNIQUE', '23505', 'ER_DUP_ENTRY'])

/** Whether a write failed because another row has the same unique value. */
export function isUniqueViolation(error: unknown): boolean {
  return (
    error instanceof Error &&
    'code' in error &&
    typeof error.code === 'string' &&
    UNIQUE_VIOLATIONS.has(error.code)
  )
}
