import type { Kysely } from 'kysely'
import type { Figures } from '../../domain/figures.js'
import { SPAN_MS } from '../../domain/roll-up.js'
import type { LogFilter, StatsStore } from '../../ports/store.js'
import { toLogParts } from './log-conditions.js'
import type { MessageSearch } from './log-message-search.js'
import { countParts } from './log-part-count.js'
import { countByText } from './log-text-count.js'
import { type LogGuide, toGuides } from './log-windows.js'
import type { Database } from './schema.js'

const EVERYTHING: LogGuide = { dimension: 'all', channelId: null, name: null }

/**
 * About how many entries a filter lets through. What has no index is counted by the roll-ups; where
 * two of them apply, it is the lower of two upper bounds.
 */
export async function countLogs(
  db: Kysely<Database>,
  stats: Pick<StatsStore, 'totals'>,
  search: MessageSearch,
  filter: LogFilter,
  limit: number,
): Promise<number> {
  const { requestId, sessionId, text, status } = filter
  const isRolledUp = status === undefined || status === 'ok' || status === 'error'
  const hasIndex = requestId !== undefined || sessionId !== undefined
  if (text !== undefined && !hasIndex) return await countByText(db, search, filter, text, limit)
  if (!isRolledUp || hasIndex) {
    return await countParts(db, filter, await toLogParts(db, filter), limit)
  }
  const guides = toGuides(filter)
  const range = await toClosedRange(db, filter)
  const counts = (guides.length > 0 ? guides : [EVERYTHING]).map(async (guide) => {
    const [sum] = await stats.totals({
      ...range,
      dimension: guide.dimension,
      channelId: guide.channelId ?? undefined,
      name: guide.name ?? undefined,
      limit: 1,
      figures: ['entries', 'successes'],
    })
    return sum === undefined ? 0 : countOf(sum.figures, status)
  })
  return Math.min(...(await Promise.all(counts)))
}

function countOf({ entries, successes }: Figures, status: 'ok' | 'error' | undefined): number {
  if (status === undefined) return entries
  return status === 'ok' ? successes : entries - successes
}

/** Roll-ups outlive entries: only the time is counted that there are entries of. */
async function toClosedRange(db: Kysely<Database>, { since = 0, until }: LogFilter) {
  const first = await db
    .selectFrom('logs')
    .select('time')
    .orderBy('time')
    .limit(1)
    .executeTakeFirst()
  const last = await db
    .selectFrom('logs')
    .select('time')
    .orderBy('time', 'desc')
    .limit(1)
    .executeTakeFirst()
  return {
    from: Math.max(since, Number(first?.time ?? 0)),
    to: Math.min(until ?? Number.POSITIVE_INFINITY, Number(last?.time ?? 0) + SPAN_MS.minute),
  }
}
