import { type Dialect, MysqlDialect, PostgresDialect } from 'kysely'
import { createPool } from 'mysql2'
import pg from 'pg'
import { createKyselyStore, type KyselyStore } from '../../../src/kysely.js'

/** A dialect as programs make it that use the core by itself: the driver's own defaults. */
export function toServerDialect(url: string): Dialect {
  if (url.startsWith('mysql:')) return new MysqlDialect({ pool: createPool(url) })
  const pool = new pg.Pool({ connectionString: url })
  // A test that has failed leaves connections behind, which end with the server.
  pool.on('error', () => {})
  return new PostgresDialect({ pool })
}

/** A store on a database of a server, migrated. */
export async function openServerStore(url: string): Promise<KyselyStore> {
  const store = createKyselyStore({ dialect: toServerDialect(url) })
  await store.migrate()
  return store
}
