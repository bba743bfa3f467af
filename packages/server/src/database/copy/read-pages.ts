import { type Kysely, sql } from 'kysely'
import type { AnyTables, Row } from '../open-tables.js'
import type { CopiedTable } from './copied-tables.js'

/** With so many values per statement at most, every database goes along. */
const MOST_VALUES = 30_000
const MOST_ROWS = 500

/** The values of a row's primary key. */
export type RowKey = readonly unknown[]

/** A table's rows in the order of its primary key, page by page, from after a key on. */
export async function* readPages(
  db: Kysely<AnyTables>,
  { name, key, mostRows = MOST_ROWS }: CopiedTable,
  after?: RowKey,
): AsyncGenerator<Row[]> {
  let last = after
  let limit = 1
  while (true) {
    let rows = db.selectFrom(name).selectAll().limit(limit)
    for (const column of key) rows = rows.orderBy(column)
    if (last !== undefined) {
      const columns = sql.join(key.map((column) => sql.ref(column)))
      rows = rows.where(sql<boolean>`(${columns}) > (${sql.join([...last])})`)
    }
    const page = await rows.execute()
    const [first] = page
    if (first === undefined) return
    yield page
    last = toRowKey(page.at(-1) ?? first, key)
    limit = Math.min(mostRows, Math.floor(MOST_VALUES / Object.keys(first).length))
  }
}

/** The primary key of a row. */
export function toRowKey(row: Row, key: readonly string[]): RowKey {
  return key.map((column) => row[column])
}
