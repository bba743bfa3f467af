import type { Kysely } from 'kysely'
import { SPAN_MS, type Span } from '../../domain/roll-up.js'
import { floorTo } from '../../domain/time-range.js'
import type { UpkeepStore } from '../../ports/store.js'
import type { SqlFlavor } from './dialects.js'
import { removeMessages } from './remove-messages.js'
import type { Database } from './schema.js'
import { inTransaction } from './transaction.js'

/** What buckets are removed by, so that a longer one always has all of its parts or none. */
const REMOVED_BY: Readonly<Record<Span, Span>> = { minute: 'hour', hour: 'day', day: 'day' }

/** Removes old rows of the tables `logs`, with what they alone have in `log_messages`, `rollups` and `sessions`. */
export function createUpkeepRepository(db: Kysely<Database>, flavor: SqlFlavor): UpkeepStore {
  return {
    async size() {
      const { first, last } = await db
        .selectNoFrom((none) => [
          none
            .selectFrom('logs')
            .select((logs) => logs.fn.min('id').as('id'))
            .as('first'),
          none
            .selectFrom('logs')
            .select((logs) => logs.fn.max('id').as('id'))
            .as('last'),
        ])
        .executeTakeFirstOrThrow()
      const { rows } = await flavor.selectBytes.execute(db)
      const bytes = rows[0]?.bytes ?? null
      return {
        logs: last === null ? 0 : Number(last) - Number(first) + 1,
        bytes: bytes === null ? null : Number(bytes),
      }
    },

    async removeLogs(before, limit) {
      const { numDeletedRows } = await db
        .deleteFrom('logs')
        .where('id', 'in', (from) =>
          // MySQL takes no limit in a subquery, but in a table within one.
          from
            .selectFrom((oldest) =>
              oldest
                .selectFrom('logs')
                .select('id')
                .where('time', '<', before)
                .orderBy('time')
                .limit(limit)
                .as('oldest'),
            )
            .select('id'),
        )
        .executeTakeFirstOrThrow()
      const removed = Number(numDeletedRows)
      if (removed < limit) await removeMessages(db, flavor, before, limit)
      return removed
    },

    async removeRollups(span, dimension, before) {
      const unit = REMOVED_BY[span]
      const cells = db
        .selectFrom('rollups')
        .where('span', '=', span)
        .where('dimension', '=', dimension)
      const { first } = await cells
        .select((rollups) => rollups.fn.min('bucket').as('first'))
        .executeTakeFirstOrThrow()
      const end = first === null ? 0 : floorTo(Number(first), unit) + SPAN_MS[unit]
      if (first === null || end > before) return 0
      const { numDeletedRows } = await db
        .deleteFrom('rollups')
        .where('span', '=', span)
        .where('dimension', '=', dimension)
        .where('bucket', '<', end)
        .executeTakeFirstOrThrow()
      return Number(numDeletedRows)
    },

    async removeSessions(before, limit) {
      const { numDeletedRows } = await inTransaction(db, flavor, (trx) =>
        trx
          .deleteFrom('sessions')
          .where('id', 'in', (from) =>
            from
              .selectFrom((oldest) =>
                oldest
                  .selectFrom('sessions')
                  .select('id')
                  .where('last_at', '<', before)
                  .orderBy('last_at')
                  .limit(limit)
                  .as('oldest'),
              )
              .select('id'),
          )
          // Asked again under the row's lock: it may have gone on meanwhile.
          .where('last_at', '<', before)
          .executeTakeFirstOrThrow(),
      )
      return Number(numDeletedRows)
    },

    compact: () => flavor.compact(db),
  }
}
