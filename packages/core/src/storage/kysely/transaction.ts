import type { Kysely, Transaction } from 'kysely'
import { isConflict, type SqlFlavor } from './dialects.js'
import type { Database } from './schema.js'

/** Of any number of writers in each other's way one always gets through, so this is plenty. */
const MOST_TRIES = 20

/**
 * Makes a change whole or not at all. It is made again where another writer was in its way, so
 * `change` may touch nothing but the database.
 */
export async function inTransaction<T>(
  db: Kysely<Database>,
  flavor: SqlFlavor,
  change: (trx: Transaction<Database>) => Promise<T>,
): Promise<T> {
  for (let tries = 1; ; tries++) {
    try {
      return await db.transaction().execute(change)
    } catch (error) {
      if (tries === MOST_TRIES || !isConflict(error, flavor)) throw error
    }
  }
}
