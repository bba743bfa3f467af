import { CompiledQuery, type InsertQueryBuilder, type Kysely, type Transaction } from 'kysely'
import type { SqlValue } from './dialects.js'
import type { Database } from './schema.js'

/** Tables as they are when only the run knows which one it is: Kysely's types cannot follow. */
type AnyTables = Record<string, Record<string, SqlValue>>

/** An insert whose table is known only at run time. */
export type AnyInsert = InsertQueryBuilder<AnyTables, string, unknown>

/** What to insert, and how. */
export interface BatchInsertOptions<T> {
  readonly table: keyof Database
  readonly columns: readonly string[]
  /** Adds an item's values, in the order of the columns. */
  pushValues(values: SqlValue[], item: T): void
  /**
   * Rows per statement at most, a power of two: 128 unless told. Times the columns it has to stay
   * below SQLite's limit of 32,766 values.
   */
  readonly largest?: number
  /** Adds what is to happen with rows that are there already. */
  onConflict?(insert: AnyInsert): AnyInsert
}

/** Inserts the rows of one table, fast. */
export interface BatchInsert<T> {
  /** Run it in a transaction: it takes several statements. */
  execute(trx: Transaction<Database>, items: readonly T[]): Promise<void>
}

/**
 * Inserts rows by the hundred at little cost to the thread. Building a multi-row insert with Kysely
 * costs more than running it, so each statement is compiled once and used again with other values;
 * and a batch is cut into powers of two, so that eight statements serve batches of every size.
 */
export function createBatchInsert<T>(
  db: Kysely<Database>,
  options: BatchInsertOptions<T>,
): BatchInsert<T> {
  const { table, columns, pushValues, largest = 128, onConflict = (insert) => insert } = options
  const statements = new Map<number, string>()

  function statement(rowCount: number): string {
    const known = statements.get(rowCount)
    if (known !== undefined) return known
    const row = Object.fromEntries(columns.map((name) => [name, 0]))
    const tables = db as unknown as Kysely<AnyTables>
    const insert = tables.insertInto(table).values(Array(rowCount).fill(row))
    const { sql } = onConflict(insert as unknown as AnyInsert).compile()
    statements.set(rowCount, sql)
    return sql
  }

  return {
    async execute(trx, items) {
      let from = 0
      for (let size = largest; size >= 1; size /= 2) {
        for (; items.length - from >= size; from += size) {
          const values: SqlValue[] = []
          for (const item of items.slice(from, from + size)) pushValues(values, item)
          await trx.executeQuery(CompiledQuery.raw(statement(size), values))
        }
      }
    },
  }
}
