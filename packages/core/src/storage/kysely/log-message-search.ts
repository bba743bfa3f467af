import { type Kysely, sql } from 'kysely'
import type { TimeRange } from '../../domain/time-range.js'
import type { LogFilter } from '../../ports/store.js'
import type { SqlFlavor } from './dialects.js'
import { ERROR_OUTCOMES, isMessageWith, type LogPart, toConditions } from './log-conditions.js'
import type { Database } from './schema.js'

/** A message that a text is part of. */
export interface FoundMessage {
  readonly hash: number
  /** Epoch milliseconds: no entry with it began later. */
  readonly lastAt: number
}

/** Finds messages in the dictionary, whose size is what it costs. */
export interface MessageSearch {
  /**
   * The messages that a text is part of and that may have entries in a range, in any order. Those
   * who ask for the same at the same time share one answer. Undefined: there are very many.
   */
  all(text: string, range: TimeRange): Promise<readonly FoundMessage[] | undefined>
  /** Any of them. */
  some(text: string, range: TimeRange, limit: number): Promise<FoundMessage[]>
  /** Those of them that may have the latest entries, in this order. */
  latest(text: string, range: TimeRange, limit: number): Promise<FoundMessage[]>
  /** How many they are, up to a limit. */
  count(text: string, range: TimeRange, limit: number): Promise<number>
  /** Whether a time has failures that were written without a hash: by older versions, or by hand. */
  hasUnknown(filter: Pick<LogFilter, 'since' | 'until'>): Promise<boolean>
  /** What such failures are read by. */
  readonly unknownParts: readonly LogPart[]
}

/** The most messages that are given one by one. */
const MOST_MESSAGES = 10_000

export function createMessageSearch(
  db: Kysely<Database>,
  { hasPartialIndex }: SqlFlavor,
): MessageSearch {
  const underWay = new Map<string, Promise<FoundMessage[]>>()

  function toMessages(text: string, { from, to }: TimeRange) {
    const messages = db
      .selectFrom('log_messages')
      // Read in whatever order they lie, which is faster than along the index of this column.
      .where(sql`(last_at + 0)`, '>=', from)
      .where(isMessageWith(text))
    return to === Number.POSITIVE_INFINITY ? messages : messages.where('first_at', '<', to)
  }

  async function select(messages: ReturnType<typeof toMessages>): Promise<FoundMessage[]> {
    const rows = await messages.select(['hash', 'last_at']).execute()
    return rows.map((row) => ({ hash: Number(row.hash), lastAt: Number(row.last_at) }))
  }

  const some = (text: string, range: TimeRange, limit: number) =>
    select(toMessages(text, range).limit(limit))

  return {
    some,
    async all(text, range) {
      const place = JSON.stringify([text, range])
      let answer = underWay.get(place)
      if (answer === undefined) {
        answer = some(text, range, MOST_MESSAGES + 1)
        underWay.set(place, answer)
        const forget = () => underWay.delete(place)
        answer.then(forget, forget)
      }
      const found = await answer
      return found.length > MOST_MESSAGES ? undefined : found
    },
    latest: (text, range, limit) =>
      select(toMessages(text, range).orderBy('last_at', 'desc').limit(limit)),
    async count(text, range, limit) {
      const few = toMessages(text, range).select('hash').limit(limit).as('few')
      const { count } = await db
        .selectFrom(few)
        .select((messages) => messages.fn.countAll().as('count'))
        .executeTakeFirstOrThrow()
      return Number(count)
    },
    async hasUnknown({ since, until }) {
      const failure = toConditions({ since, until }, { messageHash: null })
      const rows = await db.selectFrom('logs').select('id').where(failure).limit(1).execute()
      return rows.length > 0
    },
    // Where all entries are in the index, successes of an older version stand there as well.
    unknownParts: hasPartialIndex
      ? [{ messageHash: null }]
      : ERROR_OUTCOMES.map((outcome) => ({ outcome, messageHash: null })),
  }
}
