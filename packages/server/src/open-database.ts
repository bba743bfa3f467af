import type { Logger, LogJournal, Store } from '@ccload/core'
import { createKyselyStore } from '@ccload/core/kysely'
import { createFileJournal } from '@ccload/core/node'
import type { Config } from './config.js'
import { openEncryptedStore } from './secrets/open-encrypted-store.js'
import { protectChannels } from './secrets/protect-channels.js'
import { scrubJournal, scrubLogs } from './secrets/scrub-logs.js'
import type { Scrubber } from './security/scrubber.js'
import type { AdminStore } from './state/admin-store.js'
import { createKyselyAdminStore } from './state/kysely-admin-store.js'
import { shareDialect } from './state/share-dialect.js'
import { openSqlite } from './storage/open-sqlite.js'

/** Everything that an installation keeps on disk. */
export interface InstallationDatabase {
  /** Its keys are encrypted at rest, and its log rows hold no secrets. */
  readonly store: Store
  readonly adminStore: AdminStore
  /** Undefined for a database in memory. */
  readonly journal: LogJournal | undefined
  close(): Promise<void>
}

/**
 * Opens the database, the secret that encrypts it (`<database>.secret`) and the journal of log
 * entries (`<database>.journal`), and brings everything up to date. `scrubber` learns all secrets,
 * also those that are added later. Rejects, with everything closed again, when that fails.
 */
export async function openDatabase(
  config: Config,
  options: { logger: Logger; scrubber: Scrubber; rotateSecret: boolean },
): Promise<InstallationDatabase> {
  const { logger, scrubber, rotateSecret } = options
  const { sqlitePath, passphrases } = config
  const beside = (suffix: string) =>
    sqlitePath === ':memory:' ? undefined : `${sqlitePath}.${suffix}`
  const dialect = shareDialect(openSqlite(sqlitePath))
  const database = createKyselyStore({ dialect })
  const adminStore = createKyselyAdminStore({ dialect })
  const close = async () => {
    await adminStore.close()
    await database.close()
  }
  try {
    await database.migrate()
    await adminStore.migrate()
    const source = { passphrases, file: beside('secret'), rotate: rotateSecret }
    const store = await openEncryptedStore(database, source)
    await protectSecrets(scrubber, config, store)
    const path = beside('journal')
    const journal = path === undefined ? undefined : await createFileJournal({ path, logger })
    return {
      store: scrubLogs(store, scrubber),
      adminStore,
      journal: journal && scrubJournal(journal, scrubber),
      close,
    }
  } catch (error) {
    await close()
    throw error
  }
}

/** Passwords and tokens once, what channels hold now and after each change. */
async function protectSecrets(scrubber: Scrubber, config: Config, store: Store): Promise<void> {
  const tokens = config.tokens.map(({ secret }) => secret)
  scrubber.protect([config.password ?? '', ...tokens, ...config.passphrases])
  await protectChannels(store, scrubber)
}
