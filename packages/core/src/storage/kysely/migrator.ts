import { type Kysely, type Migration, Migrator, sql } from 'kysely'
import { CcloadError } from '../../errors.js'
import type { SqlFlavor } from './dialects.js'
import { initialMigration } from './migrations/0001-initial.js'
import { tokensMigration } from './migrations/0002-tokens.js'
import type { Database } from './schema.js'

const MIGRATION_TABLE = 'kysely_migration'

function toMigrations(flavor: SqlFlavor): Record<string, Migration> {
  return { '0001-initial': initialMigration(flavor), '0002-tokens': tokensMigration(flavor) }
}

/**
 * Brings the tables up to this program's version. Rejects with `CcloadError` `database_too_new`,
 * and changes nothing, when a newer version of the program has been at the database.
 */
export async function migrate(db: Kysely<Database>, flavor: SqlFlavor): Promise<void> {
  const migrations = toMigrations(flavor)
  const unknown = (await appliedMigrations(db)).filter((name) => !(name in migrations))
  if (unknown.length > 0) {
    throw new CcloadError(
      'database_too_new',
      `A newer version of the program has written this database (${unknown.join(', ')}). Use that version, or restore a backup from before the upgrade.`,
    )
  }
  // Only an empty database takes it. It lets deleted log entries free space on the disk.
  if (flavor.name === 'sqlite') await sql`pragma auto_vacuum = incremental`.execute(db)
  const migrator = new Migrator({
    db,
    provider: { getMigrations: async () => migrations },
    migrationTableName: MIGRATION_TABLE,
  })
  const { error, results = [] } = await migrator.migrateToLatest()
  if (error !== undefined) {
    const failed = results.find((result) => result.status === 'Error')?.migrationName
    throw new CcloadError(
      'internal_error',
      `Migration ${failed ?? 'start'} of the database failed`,
      {
        cause: error,
      },
    )
  }
}

async function appliedMigrations(db: Kysely<Database>): Promise<string[]> {
  const tables = await db.introspection.getTables({ withInternalKyselyTables: true })
  if (!tables.some((table) => table.name === MIGRATION_TABLE)) return []
  const rows = await db
    .withTables<{ [MIGRATION_TABLE]: { name: string } }>()
    .selectFrom(MIGRATION_TABLE)
    .select('name')
    .orderBy('name')
    .execute()
  return rows.map((row) => row.name)
}
