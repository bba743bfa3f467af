import type { Kysely } from 'kysely'
import { rollUp } from '../../domain/roll-up.js'
import type { LogStore, StatsStore } from '../../ports/store.js'
import { toStorableEntry } from '../storable-entry.js'
import { createBatchInsert } from './batch-insert.js'
import type { SqlFlavor } from './dialects.js'
import { countLogs } from './log-count.js'
import { listErrors } from './log-errors.js'
import { listLogs } from './log-listing.js'
import { LOG_COLUMNS, pushLogValues } from './log-rows.js'
import { createRollupWriter } from './rollup-writer.js'
import type { Database } from './schema.js'
import { inTransaction } from './transaction.js'

/** Log entries in the table `logs`, each written together with what it adds to the roll-ups. */
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
  const writeRollups = createRollupWriter(db, flavor)

  return {
    async append(entries) {
      if (entries.length === 0) return
      const storable = entries.map(toStorableEntry)
      const cells = rollUp(storable)
      await inTransaction(db, flavor, async (trx) => {
        await rows.execute(trx, storable)
        await writeRollups(trx, cells)
      })
    },
    list: (query) => listLogs(db, query),
    count: (filter, limit) => countLogs(db, stats, filter, limit),
    errors: (filter) => listErrors(db, filter),
  }
}
