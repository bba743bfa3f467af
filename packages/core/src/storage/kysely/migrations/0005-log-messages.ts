import { type Kysely, type Migration, sql } from 'kysely'
import type { SqlFlavor } from '../dialects.js'

/** Failures are few: their indexes may hold what they are searched and grouped by. */
const INDEXES = {
  logs_message: {
    columns: ['message_hash', 'time', 'id'],
    ofErrors: ['channel_id', 'status_code'],
  },
  logs_outcome: {
    columns: ['outcome', 'time'],
    ofErrors: ['id', 'channel_id', 'status_code', 'message_hash'],
  },
}

/**
 * A dictionary of what failures say, and the way from a message to its entries. Entries that are
 * there already are not in it. Can be run again after it was broken off.
 */
export function logMessagesMigration(flavor: SqlFlavor): Migration {
  const { integerType: integer, textType: text, tableSuffix, hasPartialIndex } = flavor

  async function hasColumn(db: Kysely<unknown>): Promise<boolean> {
    const tables = await db.introspection.getTables()
    const columns = tables.find((table) => table.name === 'logs')?.columns
    return columns?.some((column) => column.name === 'message_hash') === true
  }

  async function createIndex(db: Kysely<unknown>, name: keyof typeof INDEXES): Promise<void> {
    const { columns, ofErrors } = INDEXES[name]
    const index = db.schema.createIndex(name).on('logs').columns(columns)
    await flavor.createIndex(
      hasPartialIndex ? index.columns(ofErrors).where('outcome', '<>', sql.lit('relayed')) : index,
    )
  }

  return {
    async up(db: Kysely<unknown>) {
      const table = db.schema
        .createTable('log_messages')
        .ifNotExists()
        .addColumn('hash', integer, (column) => column.primaryKey())
        .addColumn('text', text, (column) => column.notNull())
        .addColumn('first_at', integer, (column) => column.notNull())
        .addColumn('last_at', integer, (column) => column.notNull())
      await (tableSuffix === null ? table : table.modifyEnd(tableSuffix)).execute()
      await flavor.createIndex(
        db.schema.createIndex('log_messages_last_at').on('log_messages').column('last_at'),
      )
      if (!(await hasColumn(db))) {
        const add = db.schema.alterTable('logs').addColumn('message_hash', integer)
        try {
          await add.execute()
        } catch (error) {
          // Another process may have; in the transaction of PostgreSQL nothing can be asked any more.
          if (flavor.name === 'postgres' || !(await hasColumn(db))) throw error
        }
      }
      await createIndex(db, 'logs_message')
      if (!hasPartialIndex) return
      // It held the message itself.
      await db.schema.dropIndex('logs_outcome').ifExists().execute()
      await createIndex(db, 'logs_outcome')
    },
  }
}
