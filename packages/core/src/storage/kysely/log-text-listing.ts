import type { Kysely } from 'kysely'
import type { StoredLogEntry } from '../../domain/log-entry.js'
import { toSearchText } from '../../domain/message-text.js'
import type { TimeRange } from '../../domain/time-range.js'
import type { LogQuery } from '../../ports/store.js'
import { type LogPart, toFailurePart, toKnownParts } from './log-conditions.js'
import { getEntries } from './log-entries.js'
import type { FoundMessage, MessageSearch } from './log-message-search.js'
import { joinSelects, newestFirst, type Place, selectEntries, toSelect } from './log-select.js'
import type { Database } from './schema.js'

/** Messages that are tried beyond those that fill a page: other filters may let few entries through. */
const MOST_TRIED = 1_000

/** Messages whose entries are read by one statement, at first and at most. */
const FIRST_BATCH = 16
const LARGEST_BATCH = 64

/**
 * One page of failures with a text in their message: found in the dictionary of messages, and from
 * there along the index of their entries.
 */
export async function listByText(
  db: Kysely<Database>,
  search: MessageSearch,
  query: LogQuery,
  text: string,
  before: Place | undefined,
): Promise<StoredLogEntry[]> {
  if (query.status === 'ok') return []
  const listParts = async (parts: readonly LogPart[]) => {
    const pages = parts.map((part) => selectEntries(db, query, part, before, query.limit))
    return (await Promise.all(pages)).flat()
  }
  const [places, hasUnknown] = await Promise.all([
    findPlaces(db, search, query, text, before),
    search.hasUnknown(query),
  ])
  const known =
    places === undefined
      ? await listParts(toKnownParts(query))
      : await getEntries(
          db,
          places.map(({ id }) => id),
        )
  const unknown = search.unknownParts.map((part) => toFailurePart(query, part))
  const part = toSearchText(text)
  return [...known, ...(hasUnknown ? await listParts(unknown) : [])]
    .filter(({ message }) => toSearchText(message).includes(part))
    .sort(newestFirst)
    .slice(0, query.limit)
}

/**
 * Where the first entries stand. Undefined: too many messages had to be tried, so that failures had
 * better be read one by one.
 */
async function findPlaces(
  db: Kysely<Database>,
  search: MessageSearch,
  query: LogQuery,
  text: string,
  before: Place | undefined,
): Promise<readonly Place[] | undefined> {
  const { since = 0, until = Number.POSITIVE_INFINITY, limit } = query
  const rest = { ...query, text: undefined }
  const most = limit + MOST_TRIED
  const end = before === undefined ? Number.POSITIVE_INFINITY : before.time + 1
  const messages = await findLatest(search, text, { from: since, to: Math.min(until, end) }, most)
  let places: readonly Place[] = []
  for (let at = 0, size = FIRST_BATCH; at < messages.length; at += size, size = larger(size)) {
    const last = places[limit - 1]
    const oldest = last?.time ?? since
    const batch = messages.slice(at, at + size).filter(({ lastAt }) => lastAt >= oldest)
    // All that follow are older still.
    if (batch.length === 0) break
    if (at + batch.length > most) return undefined
    const later = await selectPlaces(db, { ...rest, since: oldest }, batch, before)
    places = [...places, ...later].sort(newestFirst).slice(0, limit)
  }
  return places
}

function larger(size: number): number {
  return Math.min(2 * size, LARGEST_BATCH)
}

/** Messages by their latest entry, one more than `most` at least where there are so many. */
async function findLatest(
  search: MessageSearch,
  text: string,
  range: TimeRange,
  most: number,
): Promise<readonly FoundMessage[]> {
  const all = await search.all(text, range)
  return all === undefined
    ? await search.latest(text, range, most + 1)
    : [...all].sort((a, b) => b.lastAt - a.lastAt)
}

/** Where the latest entries of some messages stand. */
async function selectPlaces(
  db: Kysely<Database>,
  query: LogQuery,
  messages: readonly FoundMessage[],
  before: Place | undefined,
): Promise<Place[]> {
  const selects = messages.map(({ hash }) => {
    const part = toFailurePart(query, { messageHash: hash })
    return toSelect(db, query, part, before, query.limit).select(['id', 'time'])
  })
  const pages = joinSelects(db, selects)
  if (pages === undefined) return []
  const rows = await db
    .selectFrom(pages.as('places'))
    .select(['places.id', 'places.time'])
    .orderBy('time', 'desc')
    .orderBy('id', 'desc')
    .limit(query.limit)
    .execute()
  return rows.map(({ id, time }) => ({ id: Number(id), time: Number(time) }))
}
