import { type Kysely, sql, type Transaction } from 'kysely'
import type { SessionSums } from '../../domain/session-sums.js'
import { createBatchInsert } from './batch-insert.js'
import type { SqlFlavor } from './dialects.js'
import type { Database } from './schema.js'
import { pushSessionValues, SESSION_COLUMNS, SESSION_SUMS } from './session-rows.js'
import { widenTime } from './widen-time.js'

/** Adds sums to those that the table `sessions` holds. */
export type WriteSessions = (
  trx: Transaction<Database>,
  sessions: readonly SessionSums[],
) => Promise<void>

/**
 * What is there is added to by the database itself, so that any number of writers add up. No two
 * sums of one call may be of the same session, and they come in the order of `sumSessions`.
 */
export function createSessionWriter(db: Kysely<Database>, flavor: SqlFlavor): WriteSessions {
  const rows = createBatchInsert(db, {
    table: 'sessions',
    columns: SESSION_COLUMNS,
    pushValues: pushSessionValues,
    onConflict: (insert) =>
      flavor.onDuplicate(insert, ['name'], (incoming) => ({
        ...widenTime('sessions', incoming),
        ...Object.fromEntries(
          SESSION_SUMS.map((name) => [
            name,
            sql<number>`${sql.ref(`sessions.${name}`)} + ${incoming(name)}`,
          ]),
        ),
      })),
  })
  return (trx, sessions) => rows.execute(trx, sessions)
}
