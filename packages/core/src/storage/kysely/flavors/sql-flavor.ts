import type {
  ColumnDataType,
  ColumnDefinitionBuilder,
  CreateIndexBuilder,
  Kysely,
  RawBuilder,
} from 'kysely'
import type { AnyInsert } from '../batch-insert.js'
import type { Database } from '../schema.js'

/** A column's type: one that Kysely knows, or any other. */
export type ColumnType = ColumnDataType | RawBuilder<unknown>

/** The value that an insert brings for a column of a row that is there already. */
export type Incoming = (column: string) => RawBuilder<number>

/** All that differs between the databases; everything else is written once for all of them. */
export interface SqlFlavor {
  readonly name: 'sqlite' | 'postgres' | 'mysql'
  /** Type of a generated primary key, and the way to make it one. */
  readonly idType: ColumnType
  readonly generateId: (column: ColumnDefinitionBuilder) => ColumnDefinitionBuilder
  /** Type of a whole number of up to 53 bits. */
  readonly integerType: ColumnType
  /** Type of a text that an index covers. */
  readonly nameType: ColumnType
  /** Type of a short word of ours that is part of a key. */
  readonly wordType: ColumnType
  /** Type of a text of a megabyte or more. */
  readonly textType: ColumnType
  /** What a table needs so that texts compare byte by byte. */
  readonly tableSuffix: RawBuilder<unknown> | null
  /** The same for a table whose rows are to lie in the order of their primary key. */
  readonly clusteredSuffix: RawBuilder<unknown> | null
  /** Whether an index can be of some rows only. */
  readonly hasPartialIndex: boolean
  /** Creates an index, unless there is one of that name. */
  createIndex(index: CreateIndexBuilder<string>): Promise<void>
  /** Run before anything else in a database. */
  readonly beforeMigrations: RawBuilder<unknown> | null
  /** Keeps other writers from the roll-ups until the transaction ends; null: it does so anyway. */
  readonly lockRollups: RawBuilder<unknown> | null
  /** Run in a transaction that has changed something: wakes those who listen, once it is through. */
  readonly wakeListeners: RawBuilder<unknown> | null
  /** Bytes in use, by log entries or by all of the database, as a column `bytes`. */
  readonly selectBytes: RawBuilder<{ bytes: number | string | null }>
  /** Changes those rows that are there already, by their primary key, in the place of an error. */
  onDuplicate(
    insert: AnyInsert,
    keys: readonly string[],
    toChanges: (incoming: Incoming) => Record<string, RawBuilder<number>>,
  ): AnyInsert
  /** Gives some freed space back to the disk. True: there is more. */
  compact(db: Kysely<Database>): Promise<boolean>
  /** Codes of the error of a write that another row with the same unique value stands against. */
  readonly uniqueViolations: readonly string[]
  /** Codes of errors that say no more than that another writer was in the way: try again. */
  readonly conflicts: readonly string[]
}
