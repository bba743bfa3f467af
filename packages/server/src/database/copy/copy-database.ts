import { CcloadError } from '@ccload/core'
import { CompiledQuery, type Kysely } from 'kysely'
import type { DatabaseAddress } from '../database-address.js'
import type { AnyTables, Row } from '../open-tables.js'
import { toChecksum } from './checksum.js'
import { COPIED_TABLES, type CopiedTable } from './copied-tables.js'
import { beginCopy, endCopy, readProgress, writeProgress } from './copy-progress.js'
import { raiseNextIds } from './next-ids.js'
import { readPages, toRowKey } from './read-pages.js'

/** From where to where. */
export interface CopyOptions {
  readonly source: Kysely<AnyTables>
  /** As people may see it. */
  readonly sourceName: string
  readonly target: Kysely<AnyTables>
  readonly targetKind: DatabaseAddress['kind']
  /** Told of each table that is whole and verified. */
  readonly onTable: (table: string, rows: number) => void
}

/**
 * Copies an installation into an empty database, both of them up to date. What was broken off goes
 * on where it was. Rejects with `invalid_option` when the target holds anything else, and when the
 * two differ at the end, which they do where somebody has written to either of them.
 */
export async function copyDatabase(options: CopyOptions): Promise<void> {
  const { source, sourceName, target, targetKind, onTable } = options
  await beginCopy(target, sourceName)
  for (const table of COPIED_TABLES) await copyTable(source, target, table)
  for (const table of COPIED_TABLES) {
    const [there, here] = await Promise.all([toChecksum(source, table), toChecksum(target, table)])
    if (there.rows !== here.rows || there.digest !== here.digest) {
      throw new CcloadError(
        'invalid_option',
        `Table ${table.name} differs: ${there.rows} rows in ${sourceName}, ${here.rows} in the copy. It has been written to meanwhile: stop what uses it, empty the target, and copy again.`,
      )
    }
    onTable(table.name, here.rows)
  }
  await raiseNextIds(target, targetKind)
  await endCopy(target)
}

async function copyTable(
  source: Kysely<AnyTables>,
  target: Kysely<AnyTables>,
  table: CopiedTable,
): Promise<void> {
  const progress = await readProgress(target, table.name)
  let { rows } = progress
  for await (const page of readPages(source, table, progress.last)) {
    const lastRow = page.at(-1)
    if (lastRow === undefined) continue
    rows += page.length
    const last = toRowKey(lastRow, table.key)
    await target.transaction().execute(async (trx) => {
      await insertPage(trx, table.name, page)
      await writeProgress(trx, table.name, { last, rows })
    })
  }
}

/** Building a statement costs more than running it, and all pages of a table but two are alike. */
const statements = new WeakMap<object, Map<string, string>>()

async function insertPage(
  db: Kysely<AnyTables>,
  table: string,
  page: readonly Row[],
): Promise<void> {
  const columns = Object.keys(page[0] ?? {})
  const { adapter } = db.getExecutor()
  const known = statements.get(adapter) ?? new Map<string, string>()
  statements.set(adapter, known)
  const place = `${table} ${page.length}`
  let text = known.get(place)
  if (text === undefined) {
    const row = Object.fromEntries(columns.map((column) => [column, 0]))
    text = db
      .insertInto(table)
      .values(page.map(() => row))
      .compile().sql
    known.set(place, text)
  }
  const values = page.flatMap((row) => columns.map((column) => row[column]))
  await db.executeQuery(CompiledQuery.raw(text, values))
}
