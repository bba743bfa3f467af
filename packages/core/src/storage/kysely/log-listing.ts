import type { Kysely } from 'kysely'
import type { StoredLogEntry } from '../../domain/log-entry.js'
import type { TimeRange } from '../../domain/time-range.js'
import type { LogQuery } from '../../ports/store.js'
import { hasSuccesses, type LogPart, toLogParts } from './log-conditions.js'
import type { MessageSearch } from './log-message-search.js'
import { toLogEntry } from './log-rows.js'
import { joinSelects, newestFirst, type Place, selectEntries, toSelect } from './log-select.js'
import { listByText } from './log-text-listing.js'
import { findWindows, toGuides } from './log-windows.js'
import type { Database } from './schema.js'

/** One page of log entries, newest first. */
export async function listLogs(
  db: Kysely<Database>,
  search: MessageSearch,
  query: LogQuery,
): Promise<StoredLogEntry[]> {
  if (query.limit === 0) return []
  const before = query.beforeId === undefined ? undefined : await placeOf(db, query.beforeId)
  // That entry is gone, and so are those that came after it.
  if (before === null) return []
  const { text } = query
  if (text !== undefined && !hasIndex(query))
    return await listByText(db, search, query, text, before)
  const parts = await toLogParts(db, query)
  const pages = await Promise.all(parts.map((part) => listPart(db, query, part, before)))
  return pages.flat().sort(newestFirst).slice(0, query.limit)
}

/** Requests and sessions have an index, and what is new lies at the end of the table. */
function hasIndex({ requestId, sessionId, afterId }: LogQuery): boolean {
  return requestId !== undefined || sessionId !== undefined || afterId !== undefined
}

async function placeOf(db: Kysely<Database>, id: number): Promise<Place | null> {
  const row = await db.selectFrom('logs').select('time').where('id', '=', id).executeTakeFirst()
  return row === undefined ? null : { time: Number(row.time), id }
}

/**
 * The first entries of one part. Failures have an index; all else that has none is read by time, in
 * windows where the roll-ups give some.
 */
async function listPart(
  db: Kysely<Database>,
  query: LogQuery,
  part: LogPart,
  before: Place | undefined,
): Promise<StoredLogEntry[]> {
  const { limit } = query
  const [guide] = toGuides(query)
  if (hasIndex(query) || guide === undefined || !hasSuccesses(part)) {
    return await selectEntries(db, query, part, before, limit)
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
const LARGEST_BATCH = 128

/** One at first, as the latest often holds enough, then ever more: rare entries lie far apart. */
async function* inBatches(windows: AsyncIterable<TimeRange>): AsyncGenerator<TimeRange[]> {
  let size = 1
  let batch: TimeRange[] = []
  for await (const window of windows) {
    if (batch.push(window) < size) continue
    yield batch
    batch = []
    size = Math.min(4 * size, LARGEST_BATCH)
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

/** The first entries of several windows, in one statement. */
async function selectWithin(
  db: Kysely<Database>,
  query: LogQuery,
  part: LogPart,
  before: Place | undefined,
  limit: number,
  windows: readonly TimeRange[],
): Promise<StoredLogEntry[]> {
  const [only, ...others] = windows.map(({ from: since, to: until }) =>
    toSelect(db, { ...query, since, until }, part, before, limit).selectAll(),
  )
  if (only === undefined) return []
  if (others.length === 0) return (await only.execute()).map(toLogEntry)
  const pages = (await joinSelects(db, [only, ...others])?.execute()) ?? []
  return pages.map(toLogEntry).sort(newestFirst).slice(0, limit)
}
