import { existsSync } from 'node:fs'
import { CcloadError, type Logger, type LogJournal, type Store } from '@ccload/core'
import { createKyselyStore } from '@ccload/core/kysely'
import { createFileJournal } from '@ccload/core/node'
import { type Dialect, Kysely } from 'kysely'
import type { Config } from './config.js'
import { type ClaimedJournal, claimJournal } from './database/claim-journal.js'
import { isHalfCopied } from './database/copy/copy-progress.js'
import { toInstallationFiles } from './database/installation-files.js'
import { openDialect } from './database/open-dialect.js'
import type { AnyTables } from './database/open-tables.js'
import { refuseCcload } from './import-ccload/refuse-ccload.js'
import { openEncryptedStore } from './secrets/open-encrypted-store.js'
import { protectChannels } from './secrets/protect-channels.js'
import { scrubJournal, scrubLogs } from './secrets/scrub-logs.js'
import type { Scrubber } from './security/scrubber.js'
import type { AdminStore } from './state/admin-store.js'
import { createKyselyAdminStore } from './state/kysely-admin-store.js'
import { shareDialect } from './state/share-dialect.js'

/** Everything that an installation keeps on disk. */
export interface InstallationDatabase {
  /** Its keys are encrypted at rest, and its log rows hold no secrets. */
  readonly store: Store
  /** The secrets among its settings are encrypted at rest. */
  readonly adminStore: AdminStore
  /** Undefined for a database in memory. */
  readonly journal: LogJournal | undefined
  close(): Promise<void>
}

/**
 * Opens the database, the secret that encrypts it and the journal of log entries, and brings
 * everything up to date. The latter two are files: `<database>.secret` and `<database>.journal`
 * beside a SQLite file, `ccload.secret` and `ccload.journal` in the data folder otherwise.
 * `scrubber` learns all secrets, also those that are added later. Rejects, with everything closed
 * again, when that fails.
 */
export async function openDatabase(
  config: Config,
  options: { logger: Logger; scrubber: Scrubber; rotateSecret: boolean },
): Promise<InstallationDatabase> {
  const { logger, scrubber, rotateSecret } = options
  const { database: address, databasePool: poolSize, passphrases } = config
  if (address.kind !== 'sqlite') scrubber.protect([address.password.reveal()])
  const files = toInstallationFiles(config)
  requireSecret(config, files?.secret)
  const dialect = shareDialect(await openDialect(address, { poolSize, logger }))
  // Whoever uses a shared dialect last closes it, so this one stays until the end.
  const first = new Kysely<never>({ dialect })
  const database = createKyselyStore({ dialect })
  const adminStore = createKyselyAdminStore({ dialect })
  let claimed: ClaimedJournal | undefined
  const close = async () => {
    await adminStore.close()
    await database.close()
    await first.destroy()
    claimed?.release()
  }
  try {
    await refuseCcload(first)
    await database.migrate()
    await adminStore.migrate()
    await refuseHalfCopied(dialect)
    if (files !== undefined)
      await database.follow({ logger, ...(await toListening(config, logger)) })
    const source = { passphrases, file: files?.secret, rotate: rotateSecret }
    const { store, settings } = await openEncryptedStore(
      { store: database, settings: adminStore.settings },
      source,
    )
    await protectSecrets(scrubber, config, store)
    claimed = files && claimJournal(files.journal)
    const journal = claimed && (await createFileJournal({ path: claimed.path, logger }))
    return {
      store: scrubLogs(store, scrubber),
      adminStore: { ...adminStore, settings },
      journal: journal && scrubJournal(journal, scrubber),
      close,
    }
  } catch (error) {
    await close()
    throw error
  }
}

async function refuseHalfCopied(dialect: Dialect): Promise<void> {
  const db = new Kysely<AnyTables>({ dialect })
  try {
    if (!(await isHalfCopied(db))) return
  } finally {
    await db.destroy()
  }
  throw new CcloadError(
    'invalid_option',
    'The database holds half of a copy: run the same `ccload copy` again to complete it.',
  )
}

/** Every process has to have the same one, so none may make up its own. */
function requireSecret({ database, passphrases }: Config, file: string | undefined): void {
  if (database.kind === 'sqlite' || passphrases.length > 0) return
  if (file !== undefined && existsSync(file)) return
  throw new CcloadError(
    'invalid_option',
    `CCLOAD_SECRET is needed with a database server: a passphrase of 16 characters or more, the same for every process, that channels' keys are encrypted with. (Or ${file} from the server that has been there before.)`,
  )
}

async function toListening({ database }: Config, logger: Logger) {
  if (database.kind !== 'postgres') return {}
  const { listenPostgres } = await import('./database/listen-postgres.js')
  return { listen: listenPostgres(database.url.reveal(), { logger }) }
}

/** Passwords and tokens once, what channels hold now and after each change. */
async function protectSecrets(scrubber: Scrubber, config: Config, store: Store): Promise<void> {
  const { password, tokens, passphrases } = config
  const secrets = [...tokens.map(({ secret }) => secret), ...passphrases]
  if (password !== undefined) secrets.push(password)
  scrubber.protect(secrets.map((secret) => secret.reveal()))
  await protectChannels(store, scrubber)
}
