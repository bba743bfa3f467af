import { type Kysely, sql } from 'kysely'
import type { Clock } from '../../ports/clock.js'
import type { TokenShareStore } from '../../ports/token-share-store.js'
import { type SqlFlavor, upsert } from './dialects.js'
import type { Database } from './schema.js'

/** What a limit per minute counts over. */
const WINDOW_MS = 60_000

/** What processes have seen of tokens, in the table `token_shares`. */
export function createTokenShareRepository(
  db: Kysely<Database>,
  flavor: SqlFlavor,
  clock: Clock,
): TokenShareStore {
  return {
    async exchange(process, own, maxAgeMs) {
      if (own.length === 0) return []
      const now = clock.now()
      const rows = own.map(({ tokenId, demand, used, inFlight }) => ({
        token_id: tokenId,
        process,
        demand,
        used,
        in_flight: inFlight,
        seen_at: now,
      }))
      await upsert(db, flavor, 'token_shares', ['token_id', 'process'], rows)
      const fresh = (column: string) =>
        sql<number>`sum(case when seen_at > ${now - maxAgeMs} then ${sql.raw(column)} else 0 end)`
      const others = await db
        .selectFrom('token_shares')
        .select('token_id')
        .select([
          fresh('1').as('processes'),
          fresh('demand').as('demand'),
          fresh('in_flight').as('in_flight'),
          sql<number>`sum(used * (seen_at - ${now - WINDOW_MS}) / ${sql.lit(WINDOW_MS)})`.as(
            'used',
          ),
        ])
        .where(
          'token_id',
          'in',
          own.map(({ tokenId }) => tokenId),
        )
        .where('process', '<>', process)
        .where('seen_at', '>', now - WINDOW_MS)
        .groupBy('token_id')
        .execute()
      return others.map((row) => ({
        tokenId: Number(row.token_id),
        processes: Number(row.processes),
        demand: Number(row.demand),
        used: Number(row.used),
        inFlight: Number(row.in_flight),
      }))
    },

    async leave(process) {
      await db
        .deleteFrom('token_shares')
        .where(({ eb, or }) =>
          or([
            eb('process', '=', process),
            // Nobody takes back what a killed process has told.
            eb('seen_at', '<', clock.now() - 10 * WINDOW_MS),
          ]),
        )
        .execute()
    },
  }
}
