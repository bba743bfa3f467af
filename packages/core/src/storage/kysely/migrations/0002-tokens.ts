import type { CreateTableBuilder, Kysely, Migration } from 'kysely'
import type { SqlFlavor } from '../dialects.js'

/**
 * Clients' tokens, and what each has used by the day. Can be run again after it was broken off.
 */
export function tokensMigration(flavor: SqlFlavor): Migration {
  const {
    idType,
    generateId,
    integerType: integer,
    nameType: name,
    textType: text,
    tableSuffix,
  } = flavor

  async function create(table: CreateTableBuilder<string, string>): Promise<void> {
    await (tableSuffix === null ? table : table.modifyEnd(tableSuffix)).execute()
  }

  return {
    async up(db: Kysely<unknown>) {
      const table = (tableName: string) => db.schema.createTable(tableName).ifNotExists()
      await create(
        table('tokens')
          .addColumn('id', idType, (column) => generateId(column.primaryKey()))
          .addColumn('name', name, (column) => column.notNull().unique())
          .addColumn('digest', name, (column) => column.notNull().unique())
          .addColumn('prefix', text, (column) => column.notNull())
          .addColumn('enabled', integer, (column) => column.notNull())
          .addColumn('expires_at', integer)
          .addColumn('models', text, (column) => column.notNull())
          .addColumn('channel_ids', text, (column) => column.notNull())
          .addColumn('limits', text, (column) => column.notNull())
          .addColumn('last_used_at', integer)
          .addColumn('version', integer, (column) => column.notNull())
          .addColumn('created_at', integer, (column) => column.notNull())
          .addColumn('updated_at', integer, (column) => column.notNull()),
      )
      await create(
        table('token_usage')
          .addColumn('day', integer, (column) => column.notNull())
          .addColumn('token_id', integer, (column) => column.notNull())
          .addColumn('requests', integer, (column) => column.notNull())
          .addColumn('cost_micro_usd', integer, (column) => column.notNull())
          .addPrimaryKeyConstraint('token_usage_day', ['day', 'token_id']),
      )
    },
  }
}
