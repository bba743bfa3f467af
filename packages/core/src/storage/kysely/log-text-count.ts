import type { Kysely } from 'kysely'
import type { LogFilter } from '../../ports/store.js'
import { toFailurePart, toKnownParts } from './log-conditions.js'
import type { MessageSearch } from './log-message-search.js'
import { countParts } from './log-part-count.js'
import type { Database } from './schema.js'

/** Messages whose entries are counted by one statement, at first and then. */
const FIRST_BATCH = 16
const LARGEST_BATCH = 1_000

/** How many failures have a text in their message, up to a limit. */
export async function countByText(
  db: Kysely<Database>,
  search: MessageSearch,
  filter: LogFilter,
  text: string,
  limit: number,
): Promise<number> {
  if (filter.status === 'ok') return 0
  const [known, hasUnknown] = await Promise.all([
    countKnown(db, search, filter, text, limit),
    search.hasUnknown(filter),
  ])
  if (!hasUnknown || known >= limit) return known
  const parts = search.unknownParts.map((part) => toFailurePart(filter, part))
  return known + (await countParts(db, filter, parts, limit - known))
}

/** Of those whose message is in the dictionary. */
async function countKnown(
  db: Kysely<Database>,
  search: MessageSearch,
  filter: LogFilter,
  text: string,
  limit: number,
): Promise<number> {
  const { since = 0, until = Number.POSITIVE_INFINITY } = filter
  const range = { from: since, to: until }
  const few = await search.all(text, range)
  const isMost = few === undefined && (await search.count(text, range, limit)) === limit
  // Each of them has an entry.
  if (isMost && isTextAlone(filter)) return limit
  if (isMost) return await countParts(db, filter, toKnownParts(filter), limit)
  const messages = few ?? (await search.some(text, range, limit))
  let count = 0
  for (let at = 0, size = FIRST_BATCH; at < messages.length && count < limit; at += size) {
    if (at > 0) size = LARGEST_BATCH
    const messageHash = messages.slice(at, at + size).map(({ hash }) => hash)
    const part = toFailurePart(filter, { messageHash })
    count += await countParts(db, { ...filter, text: undefined }, [part], limit - count)
  }
  return count
}

/** Whether every message that is found has an entry which the filter lets through. */
function isTextAlone({ until, channelId, model, tokenName, status }: LogFilter): boolean {
  const others = [until, channelId, model, tokenName]
  return others.every((other) => other === undefined) && (status ?? 'error') === 'error'
}
