import SQLite from 'better-sqlite3'
import { SqliteDialect } from 'kysely'
import { createKyselyStore, type KyselyStore } from '../../src/kysely.js'

/** A migrated store in memory, the database below it, and the statements it has run. */
export async function openSqliteFixture(): Promise<{
  store: KyselyStore
  database: SQLite.Database
  statements: string[]
}> {
  const statements: string[] = []
  const verbose = (statement: unknown) => statements.push(String(statement))
  const database = new SQLite(':memory:', { verbose })
  const store = createKyselyStore({ dialect: new SqliteDialect({ database }) })
  await store.migrate()
  return { store, database, statements }
}
