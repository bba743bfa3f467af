import type { Kysely } from 'kysely'
import type { StoredLogEntry } from '../../domain/log-entry.js'
import type { TimeRange } from '../../domain/time-range.js'
import type { LogQuery } from '../../ports/store.js'
import { hasSuccesses, type LogPart, toConditions, toLogParts } from './log-conditions.js'
import { toLogEntry } from './log-rows.js'
import { findWindows, toGuides } from './log-windows.js'
import type { Database } from './schema.js'

/** Where an entry stands in listings. */
interface Place {
  readonly time: number
  readonly id: number
}

/** One page of log entries, newest first. */
export async function listLogs(db: Kysely<Database>, query: LogQuery): Promise<StoredLogEntry[]> {
  if (query.limit === 0) return []
  const before = query.beforeId === undefined ? undefined : await placeOf(db, query.beforeId)
  // That entry is gone, and so are those that came after it.
  if (before === null) return []
  const parts = await toLogParts(db, query)
  const pages = await Promise.all(parts.map((part) => listPart(db, query, part, before)))
  return pages.flat().sort(newestFirst).slice(0, query.limit)
}

async function placeOf(db: Kysely<Database>, id: number): Promise<Place | null> {
  const row = await db.selectFrom('logs').select('time').where('id', '=', id).executeTakeFirst()
  return row === undefined ? null : { time: Number(row.time), id }
}

/**
 * The first entries of one part. Requests, sessions and failures have an index, and what is new
 * lies at the end of the table; all else is read by time, in windows where the roll-ups give some.
 */
async function listPart(
  db: Kysely<Database>,
  query: LogQuery,
  part: LogPart,
  before: Place | undefined,
): Promise<StoredLogEntry[]> {
  const { requestId, sessionId, afterId, limit } = query
  const [guide] = toGuides(query)
  const hasIndex = requestId !== undefined || sessionId !== undefined || afterId !== undefined
  if (hasIndex || guide === undefined || !hasSuccesses(part)) {
    return await select(db, query, part, before, limit)
  }
  const range = await toStoredRange(db, query, before)
  const found: StoredLogEntry[] = []
  for await (const { from: since, to: until } of findWindows(db, guide, range)) {
    const window = { ...query, since, until }
    found.push(...(await select(db, window, part, before, limit - found.length)))
    if (found.length >= limit) break
  }
  return found
}

/** The range of a query, cut to what there are entries of. */
async function toStoredRange(
  db: Kysely<Database>,
  { since = 0, until = Number.POSITIVE_INFINITY }: LogQuery,
  before: Place | undefined,
): Promise<TimeRange> {
  const end = async (direction: 'asc' | 'desc') => {
    const logs = db.selectFrom('logs').select('time').orderBy('time', direction).limit(1)
    return Number((await logs.executeTakeFirst())?.time ?? 0)
  }
  const [first, last] = await Promise.all([end('asc'), end('desc')])
  return { from: Math.max(since, first), to: Math.min(until, (before?.time ?? last) + 1) }
}

async function select(
  db: Kysely<Database>,
  query: LogQuery,
  part: LogPart,
  before: Place | undefined,
  limit: number,
): Promise<StoredLogEntry[]> {
  let rows = db.selectFrom('logs').selectAll().where(toConditions(query, part))
  if (before !== undefined) {
    rows = rows
      .where('time', '<=', before.time)
      .where((logs) => logs.or([logs('time', '<', before.time), logs('id', '<', before.id)]))
  }
  if (query.afterId !== undefined) {
    rows = rows.where('id', '>', query.afterId).orderBy('id', 'desc').limit(limit)
  } else if (query.requestId === undefined) {
    // A request has few entries. Asked for in this order, PostgreSQL would look for them by time.
    rows = rows.orderBy('time', 'desc').orderBy('id', 'desc').limit(limit)
  }
  return (await rows.execute()).map(toLogEntry)
}

function newestFirst(a: StoredLogEntry, b: StoredLogEntry): number {
  return b.time - a.time || b.id - a.id
}
