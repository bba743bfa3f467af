import { CompiledQuery, type Kysely, type Transaction } from 'kysely'
import type { SqlValue } from './dialects.js'
import type { Database } from './schema.js'

/** Rows per statement: with 26 columns well within SQLite's limit of 32,766 values. */
const LARGEST = 128

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
  table: keyof Database,
  columns: readonly string[],
  pushValues: (values: SqlValue[], item: T) => void,
): BatchInsert<T> {
  const statements = new Map<number, string>()

  function statement(rowCount: number): string {
    const known = statements.get(rowCount)
    if (known !== undefined) return known
    const row = Object.fromEntries(columns.map((name) => [name, 0]))
    const tables = db as unknown as Kysely<Record<string, Record<string, SqlValue>>>
    const { sql } = tables.insertInto(table).values(Array(rowCount).fill(row)).compile()
    statements.set(rowCount, sql)
    return sql
  }

  return {
    async execute(trx, items) {
      let from = 0
      for (let size = LARGEST; size >= 1; size /= 2) {
        for (; items.length - from >= size; from += size) {
          const values: SqlValue[] = []
          for (const item of items.slice(from, from + size)) pushValues(values, item)
          await trx.executeQuery(CompiledQuery.raw(statement(size), values))
        }
      }
    },
  }
}
