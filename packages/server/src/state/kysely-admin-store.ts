import {
  type CreateTableBuilder,
  type Dialect,
  Kysely,
  type Migration,
  Migrator,
  MysqlAdapter,
  sql,
} from 'kysely'
import {
  type CaptureTables,
  captureMigration,
  createKyselyCaptures,
} from '../capture/kysely-captures.js'
import type { AdminStore } from './admin-store.js'

interface Tables extends CaptureTables {
  admin_sessions: { token_hash: string; expires_at: number }
  admin_settings: { name: string; value: string }
}

/** Whatever the database's default is. */
const MYSQL_TEXTS = sql`character set utf8mb4 collate utf8mb4_bin`

function toMigrations(isMysql: boolean): Record<string, Migration> {
  const create = (table: CreateTableBuilder<string, string>) =>
    (isMysql ? table.modifyEnd(MYSQL_TEXTS) : table).execute()
  return {
    '0001_sessions_and_settings': {
      async up(db) {
        await create(
          db.schema
            .createTable('admin_sessions')
            .ifNotExists()
            .addColumn('token_hash', 'varchar(64)', (column) => column.primaryKey())
            .addColumn('expires_at', 'bigint', (column) => column.notNull()),
        )
        await create(
          db.schema
            .createTable('admin_settings')
            .ifNotExists()
            .addColumn('name', 'varchar(100)', (column) => column.primaryKey())
            .addColumn('value', 'text', (column) => column.notNull()),
        )
      },
    },
    '0002_captures': captureMigration({ isMysql, tableSuffix: MYSQL_TEXTS }),
  }
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
  const isMysql = options.dialect.createAdapter() instanceof MysqlAdapter
  const migrations = toMigrations(isMysql)
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
      async set(name, value) {
        const insert = db.insertInto('admin_settings').values({ name, value })
        await (isMysql
          ? insert.onDuplicateKeyUpdate({ value })
          : insert.onConflict((conflict) => conflict.column('name').doUpdateSet({ value }))
        ).execute()
      },
    },
    captures: createKyselyCaptures(db),
    async close() {
      await db.destroy()
    },
  }
}
