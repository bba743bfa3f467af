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
  for await (const windows of inBatches(findWindows(db, guide, range))) {
    found.push(...(await selectWithin(db, query, part, before, limit - found.length, windows)))
    if (found.length >= limit) break
  }
  return found
}

/** The most windows of one statement. */
const LARGEST_BATCH = 32

/** One at first, as the latest often holds enough, then ever more: rare entries lie far apart. */
async function* inBatches(windows: AsyncIterable<TimeRange>): AsyncGenerator<TimeRange[]> {
  let size = 1
  let batch: TimeRange[] = []
  for await (const window of windows) {
    if (batch.push(window) < size) continue
    yield batch
    batch = []
    size = Math.min(2 * size, LARGEST_BATCH)
  }
  if (batch.length > 0) yield batch
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
  return (await toSelect(db, query, part, before, limit).execute()).map(toLogEntry)
}

/** The first entries of several windows: each read on its own along the index, in one statement. */
async function selectWithin(
  db: Kysely<Database>,
  query: LogQuery,
  part: LogPart,
  before: Place | undefined,
  limit: number,
  windows: readonly TimeRange[],
): Promise<StoredLogEntry[]> {
  const selects = windows.map(({ from: since, to: until }) =>
    toSelect(db, { ...query, since, until }, part, before, limit),
  )
  const [only] = selects
  if (only === undefined) return []
  if (selects.length === 1) return (await only.execute()).map(toLogEntry)
  const [first, ...others] = selects.map((page) => db.selectFrom(page.as('page')).selectAll())
  if (first === undefined) return []
  const pages = others.reduce((joined, page) => joined.unionAll(page), first)
  return (await pages.execute()).map(toLogEntry).sort(newestFirst).slice(0, limit)
}

function toSelect(
  db: Kysely<Database>,
  query: LogQuery,
  part: LogPart,
  before: Place | undefined,
  limit: number,
) {
  let rows = db.selectFrom('logs').selectAll().where(toConditions(query, part))
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

function newestFirst(a: StoredLogEntry, b: StoredLogEntry): number {
  return b.time - a.time || b.id - a.id
}
