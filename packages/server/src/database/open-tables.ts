import { createKyselyStore } from '@ccload/core/kysely'
import { type Dialect, Kysely } from 'kysely'
import { createKyselyAdminStore } from '../state/kysely-admin-store.js'
import { shareDialect } from '../state/share-dialect.js'

/** A row as the database gives it: numbers may be strings. */
export type Row = Readonly<Record<string, unknown>>

/** Tables by name, for what has to do with all of them alike. */
export type AnyTables = Record<string, Record<string, unknown>>

/** All tables of an installation, brought up to date. `close` closes the dialect as well. */
export interface InstallationTables {
  readonly db: Kysely<AnyTables>
  close(): Promise<void>
}

/** Brings an installation's tables up to date. Rejects, with everything closed, when that fails. */
export async function openTables(dialect: Dialect): Promise<InstallationTables> {
  const shared = shareDialect(dialect)
  const store = createKyselyStore({ dialect: shared })
  const adminStore = createKyselyAdminStore({ dialect: shared })
  const db = new Kysely<AnyTables>({ dialect: shared })
  const close = async () => {
    await db.destroy()
    await adminStore.close()
    await store.close()
  }
  try {
    await store.migrate()
    await adminStore.migrate()
    return { db, close }
  } catch (error) {
    await close()
    throw error
  }
}
