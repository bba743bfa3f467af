import type { Kysely } from 'kysely'
import type { StoredLogEntry } from '../../domain/log-entry.js'
import { inParts } from './dialects.js'
import { toLogEntry } from './log-rows.js'
import type { Database } from './schema.js'

/** Log entries by their ids, in any order: those that are still there. */
export async function getEntries(
  db: Kysely<Database>,
  ids: readonly number[],
): Promise<StoredLogEntry[]> {
  const parts = inParts(ids, 1).map((part) =>
    db.selectFrom('logs').selectAll().where('id', 'in', part).execute(),
  )
  const rows = (await Promise.all(parts)).flat()
  return rows.map(toLogEntry)
}
