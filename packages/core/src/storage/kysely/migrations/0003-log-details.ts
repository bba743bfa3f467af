import type { ColumnDefinitionBuilder, Kysely, Migration } from 'kysely'
import type { SqlFlavor } from '../dialects.js'

/**
 * What each log entry tells of its plan and of what it waited for. Can be run again after it was
 * broken off.
 */
export function logDetailsMigration(flavor: SqlFlavor): Migration {
  const { name: database, integerType: integer, textType: text } = flavor
  const columns = [
    ['queue_ms', integer, (column: ColumnDefinitionBuilder) => column.notNull().defaultTo(0)],
    ['connect_ms', integer, (column: ColumnDefinitionBuilder) => column],
    ['plan', text, (column: ColumnDefinitionBuilder) => column],
  ] as const

  async function hasColumn(db: Kysely<unknown>, name: string): Promise<boolean> {
    const tables = await db.introspection.getTables()
    const columns = tables.find((table) => table.name === 'logs')?.columns
    return columns?.some((column) => column.name === name) === true
  }

  return {
    async up(db: Kysely<unknown>) {
      for (const [name, type, refine] of columns) {
        const add = db.schema.alterTable('logs').addColumn(name, type, (column) => {
          return database === 'postgres' ? refine(column).ifNotExists() : refine(column)
        })
        try {
          await add.execute()
        } catch (error) {
          // SQLite and MySQL cannot be told to add only what is missing; another process may have.
          if (database === 'postgres' || !(await hasColumn(db, name))) throw error
        }
      }
    },
  }
}
