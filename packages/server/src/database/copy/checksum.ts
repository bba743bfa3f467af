import { createHash } from 'node:crypto'
import type { Kysely } from 'kysely'
import type { AnyTables, Row } from '../open-tables.js'
import type { CopiedTable } from './copied-tables.js'
import { readPages } from './read-pages.js'

/** What a table holds, in short: equal where all rows are, whatever their order. */
export interface Checksum {
  readonly rows: number
  /** The sum of the rows' digests, in hex. */
  readonly digest: string
}

const MODULUS = 2n ** 128n

/** Reads all of a table. */
export async function toChecksum(db: Kysely<AnyTables>, table: CopiedTable): Promise<Checksum> {
  let rows = 0
  let sum = 0n
  for await (const page of readPages(db, table)) {
    rows += page.length
    for (const row of page) sum = (sum + toDigest(row)) % MODULUS
  }
  return { rows, digest: sum.toString(16) }
}

/** Databases differ in the order of columns, and in whether they give a large number as a string. */
function toDigest(row: Row): bigint {
  const values = Object.keys(row)
    .sort()
    .map((column) => [column, row[column] === null ? null : String(row[column])])
  const hex = createHash('sha256').update(JSON.stringify(values)).digest('hex')
  return BigInt(`0x${hex.slice(0, 32)}`)
}
