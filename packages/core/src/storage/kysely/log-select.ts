import type { Kysely, SelectQueryBuilder } from 'kysely'
import type { StoredLogEntry } from '../../domain/log-entry.js'
import type { LogQuery } from '../../ports/store.js'
import { type LogPart, toConditions } from './log-conditions.js'
import { toLogEntry } from './log-rows.js'
import type { Database } from './schema.js'

/** Where an entry stands in listings. */
export interface Place {
  readonly time: number
  readonly id: number
}

/** The order of listings. */
export function newestFirst(a: Place, b: Place): number {
  return b.time - a.time || b.id - a.id
}

/** The rows of one part of a listing, the first `limit` of those after a place. */
export function toSelect(
  db: Kysely<Database>,
  query: LogQuery,
  part: LogPart,
  before: Place | undefined,
  limit: number,
): SelectQueryBuilder<Database, 'logs', object> {
  let rows = db.selectFrom('logs').where(toConditions(query, part))
  if (before !== undefined) {
    rows = rows
      .where('time', '<=', before.time)
      .where((logs) => logs.or([logs('time', '<', before.time), logs('id', '<', before.id)]))
  }
  if (query.afterId !== undefined) {
    return rows.where('id', '>', query.afterId).orderBy('id', 'desc').limit(limit)
  }
  // A request has few entries. Asked for in this order, PostgreSQL would look for them by time.
  if (query.requestId !== undefined) return rows
  return rows.orderBy('time', 'desc').orderBy('id', 'desc').limit(limit)
}

/** The entries of one part of a listing. */
export async function selectEntries(
  db: Kysely<Database>,
  query: LogQuery,
  part: LogPart,
  before: Place | undefined,
  limit: number,
): Promise<StoredLogEntry[]> {
  const rows = await toSelect(db, query, part, before, limit).selectAll().execute()
  return rows.map(toLogEntry)
}

/** Several limited selects as one statement, each run on its own along its index. */
export function joinSelects<O>(
  db: Kysely<Database>,
  selects: readonly SelectQueryBuilder<Database, 'logs', O>[],
): SelectQueryBuilder<Database, never, O> | undefined {
  const [first, ...others] = selects.map(
    (page) =>
      db.selectFrom(page.as('page')).selectAll() as unknown as SelectQueryBuilder<
        Database,
        never,
        O
      >,
  )
  return first === undefined
    ? undefined
    : others.reduce((joined, page) => joined.unionAll(page), first)
}
