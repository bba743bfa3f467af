import type { Kysely } from 'kysely'
import type { CursorStore } from '../../ports/store.js'
import { cursorKey, lastByKey } from '../target-key.js'
import { type SqlFlavor, upsert } from './dialects.js'
import type { Database } from './schema.js'
import { inTransaction } from './transaction.js'

/** Round-robin cursors in the table `rr`. */
export function createCursorRepository(db: Kysely<Database>, flavor: SqlFlavor): CursorStore {
  return {
    async list() {
      const rows = await db.selectFrom('rr').selectAll().execute()
      return rows.map((row) => ({
        model: row.model,
        priority: Number(row.priority),
        nextIndex: Number(row.next_index),
      }))
    },
    async save(cursors) {
      const rows = lastByKey(cursors, cursorKey).map(({ model, priority, nextIndex }) => ({
        model,
        priority,
        next_index: nextIndex,
      }))
      await inTransaction(db, flavor, (trx) =>
        upsert(trx, flavor, 'rr', ['model', 'priority'], rows),
      )
    },
  }
}
