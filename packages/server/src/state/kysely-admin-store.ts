import { type Dialect, Kysely, type Migration, Migrator } from 'kysely'
import type { AdminStore } from './admin-store.js'

interface Tables {
  admin_sessions: { token_hash: string; expires_at: number }
  admin_settings: { name: string; value: string }
}

const migrations: Record<string, Migration> = {
  '0001_sessions_and_settings': {
    async up(db) {
      await db.schema
        .createTable('admin_sessions')
        .addColumn('token_hash', 'varchar(64)', (column) => column.primaryKey())
        .addColumn('expires_at', 'bigint', (column) => column.notNull())
        .execute()
      await db.schema
        .createTable('admin_settings')
        .addColumn('name', 'varchar(100)', (column) => column.primaryKey())
        .addColumn('value', 'text', (column) => column.notNull())
        .execute()
    },
  },
}

/**
 * Keeps sessions and settings in tables of their own (`admin_*`), in any database that Kysely
 * speaks. Call `migrate` before the first use; it is safe beside other processes that do so.
 * To use one SQLite connection for this store and the proxy's, see `shareDialect`.
 */
export function createKyselyAdminStore(options: {
  dialect: Dialect
}): AdminStore & { migrate(): Promise<void> } {
  const db = new Kysely<Tables>({ dialect: options.dialect })
  return {
    async migrate() {
      const migrator = new Migrator({
        db,
        provider: { getMigrations: async () => migrations },
        migrationTableName: 'admin_migration',
        migrationLockTableName: 'admin_migration_lock',
      })
      const { error } = await migrator.migrateToLatest()
      if (error !== undefined) throw error
    },
    sessions: {
      async find(tokenHash) {
        const row = await db
          .selectFrom('admin_sessions')
          .selectAll()
          .where('token_hash', '=', tokenHash)
          .executeTakeFirst()
        // PostgreSQL hands out big integers as text.
        return row && { tokenHash, expiresAt: Number(row.expires_at) }
      },
      async save({ tokenHash, expiresAt }) {
        await db
          .insertInto('admin_sessions')
          .values({ token_hash: tokenHash, expires_at: expiresAt })
          .execute()
      },
      async extend({ tokenHash, expiresAt }) {
        await db
          .updateTable('admin_sessions')
          .set({ expires_at: expiresAt })
          .where('token_hash', '=', tokenHash)
          .execute()
      },
      async remove(tokenHash) {
        await db.deleteFrom('admin_sessions').where('token_hash', '=', tokenHash).execute()
      },
      async removeAll() {
        await db.deleteFrom('admin_sessions').execute()
      },
      async removeExpired(now) {
        await db.deleteFrom('admin_sessions').where('expires_at', '<=', now).execute()
      },
    },
    settings: {
      async get(name) {
        const row = await db
          .selectFrom('admin_settings')
          .select('value')
          .where('name', '=', name)
          .executeTakeFirst()
        return row?.value
      },
      // Not an upsert: its spelling differs between the databases.
      async set(name, value) {
        await db.transaction().execute(async (transaction) => {
          await transaction.deleteFrom('admin_settings').where('name', '=', name).execute()
          await transaction.insertInto('admin_settings').values({ name, value }).execute()
        })
      },
    },
    async close() {
      await db.destroy()
    },
  }
}
