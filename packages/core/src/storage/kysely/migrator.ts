import { type Kysely, type Migration, Migrator } from 'kysely'
import { CcloadError } from '../../errors.js'
import { isConflict, isUniqueViolation, type SqlFlavor } from './dialects.js'
import { initialMigration } from './migrations/0001-initial.js'
import { tokensMigration } from './migrations/0002-tokens.js'
import { logDetailsMigration } from './migrations/0003-log-details.js'
import { processesMigration } from './migrations/0004-processes.js'
import { logMessagesMigration } from './migrations/0005-log-messages.js'
import { sessionsMigration } from './migrations/0006-sessions.js'
import type { Database } from './schema.js'

const MIGRATION_TABLE = 'kysely_migration'

/** How often a process looks again whether another one has done the work meanwhile. */
const MOST_TRIES = 20

/** All versions of the tables, by their names. */
export function toMigrations(flavor: SqlFlavor): Record<string, Migration> {
  return {
    '0001-initial': initialMigration(flavor),
    '0002-tokens': tokensMigration(flavor),
    '0003-log-details': logDetailsMigration(flavor),
    '0004-processes': processesMigration(flavor),
    '0005-log-messages': logMessagesMigration(flavor),
    '0006-sessions': sessionsMigration(flavor),
  }
}

/**
 * Brings the tables up to this program's version. Any number of processes may do so at once: the
 * first one does the work, the others wait for it. Rejects with `CcloadError` `database_too_new`,
 * and changes nothing, when a newer version of the program has been at the database.
 */
export async function migrate(db: Kysely<Database>, flavor: SqlFlavor): Promise<void> {
  const migrations = toMigrations(flavor)
  const applied = await appliedMigrations(db)
  const unknown = applied.filter((name) => !(name in migrations))
  if (unknown.length > 0) {
    throw new CcloadError(
      'database_too_new',
      `A newer version of the program has written this database (${unknown.join(', ')}). Use that version, or restore a backup from before the upgrade.`,
    )
  }
  if (applied.length === Object.keys(migrations).length) return
  const migrator = new Migrator({
    db,
    provider: { getMigrations: async () => migrations },
    migrationTableName: MIGRATION_TABLE,
  })
  for (let tries = 1; ; tries++) {
    await flavor.beforeMigrations?.execute(db)
    const { error, results = [] } = await migrator.migrateToLatest()
    if (error === undefined) return
    // SQLite has no lock for this: who comes second finds everything there, or the way barred.
    const isLate = isConflict(error, flavor) || isUniqueViolation(error, flavor)
    if (isLate && tries < MOST_TRIES) continue
    const failed = results.find((result) => result.status === 'Error')?.migrationName
    throw new CcloadError(
      'internal_error',
      `Migration ${failed ?? 'start'} of the database failed`,
      { cause: error },
    )
  }
}

/** The names of the migrations that a database has behind it, in their order. */
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
