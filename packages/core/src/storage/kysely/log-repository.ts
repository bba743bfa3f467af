import type { Kysely } from 'kysely'
import { rollUp } from '../../domain/roll-up.js'
import { sumSessions } from '../../domain/session-sums.js'
import type { LogStore, StatsStore } from '../../ports/store.js'
import { toStorableEntry } from '../storable-entry.js'
import { createBatchInsert } from './batch-insert.js'
import type { SqlFlavor } from './dialects.js'
import { countLogs } from './log-count.js'
import { listErrors } from './log-errors.js'
import { listLogs } from './log-listing.js'
import { createMessageSearch } from './log-message-search.js'
import { createMessageWriter, toMessages } from './log-message-writer.js'
import { LOG_COLUMNS, pushLogValues } from './log-rows.js'
import { createRollupWriter } from './rollup-writer.js'
import type { Database } from './schema.js'
import { createSessionWriter } from './session-writer.js'
import { inTransaction } from './transaction.js'

/**
 * Log entries in the table `logs`, each written together with its message in `log_messages` and with
 * what it adds to the roll-ups and to its session.
 */
export function createLogRepository(
  db: Kysely<Database>,
  flavor: SqlFlavor,
  stats: Pick<StatsStore, 'totals'>,
): LogStore {
  const rows = createBatchInsert(db, {
    table: 'logs',
    columns: LOG_COLUMNS,
    pushValues: pushLogValues,
  })
  const writeMessages = createMessageWriter(db, flavor)
  const writeRollups = createRollupWriter(db, flavor)
  const writeSessions = createSessionWriter(db, flavor)
  const search = createMessageSearch(db, flavor)

  return {
    async append(entries) {
      if (entries.length === 0) return
      const storable = entries.map(toStorableEntry)
      const messages = toMessages(storable)
      const cells = rollUp(storable)
      const sessions = sumSessions(storable)
      await inTransaction(db, flavor, async (trx) => {
        await rows.execute(trx, storable)
        await writeMessages(trx, messages)
        await writeRollups(trx, cells)
        await writeSessions(trx, sessions)
      })
    },
    list: (query) => listLogs(db, search, query),
    count: (filter, limit) => countLogs(db, stats, search, filter, limit),
    errors: (filter) => listErrors(db, filter),
  }
}
