import type { CreateTableBuilder, Kysely, Migration } from 'kysely'
import type { SqlFlavor } from '../dialects.js'

const TOPICS = ['channels', 'tokens', 'cooldowns']

/**
 * What processes on one database tell each other: how often something has changed (`revisions`),
 * which of them does what only one should do (`leases`), and what is asked of each (`token_shares`).
 * Can be run again after it was broken off.
 */
export function processesMigration(flavor: SqlFlavor): Migration {
  const { integerType: integer, wordType: word, textType: text, tableSuffix } = flavor

  async function create(table: CreateTableBuilder<string, string>): Promise<void> {
    await (tableSuffix === null ? table : table.modifyEnd(tableSuffix)).execute()
  }

  return {
    async up(db: Kysely<unknown>) {
      const table = (tableName: string) => db.schema.createTable(tableName).ifNotExists()
      await create(
        table('revisions')
          .addColumn('topic', word, (column) => column.primaryKey())
          .addColumn('revision', integer, (column) => column.notNull()),
      )
      await create(
        table('leases')
          .addColumn('name', word, (column) => column.primaryKey())
          .addColumn('owner', text, (column) => column.notNull())
          .addColumn('expires_at', integer, (column) => column.notNull())
          .addColumn('fence', integer, (column) => column.notNull()),
      )
      await create(
        table('token_shares')
          .addColumn('token_id', integer, (column) => column.notNull())
          .addColumn('process', 'varchar(64)', (column) => column.notNull())
          .addColumn('demand', integer, (column) => column.notNull())
          .addColumn('used', integer, (column) => column.notNull())
          .addColumn('in_flight', integer, (column) => column.notNull())
          .addColumn('seen_at', integer, (column) => column.notNull())
          .addPrimaryKeyConstraint('token_shares_place', ['token_id', 'process']),
      )
      const revisions = db.withTables<{ revisions: { topic: string; revision: number } }>()
      await revisions.deleteFrom('revisions').execute()
      await revisions
        .insertInto('revisions')
        .values(TOPICS.map((topic) => ({ topic, revision: 0 })))
        .execute()
    },
  }
}
