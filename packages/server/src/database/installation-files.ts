import { join } from 'node:path'
import type { Config } from '../config.js'

/** What an installation keeps in files beside its database. */
export interface InstallationFiles {
  /** Holds the secret that channels' keys are encrypted with, where there is no passphrase. */
  readonly secret: string
  /** Holds log entries that the database has not taken yet. */
  readonly journal: string
}

/**
 * `<database>.secret` and `<database>.journal` beside a SQLite file, `ccload.secret` and
 * `ccload.journal` in the data folder for a database server. Undefined for a database in memory.
 */
export function toInstallationFiles({
  database,
  dataDir,
}: Pick<Config, 'database' | 'dataDir'>): InstallationFiles | undefined {
  if (database.kind !== 'sqlite') {
    return { secret: join(dataDir, 'ccload.secret'), journal: join(dataDir, 'ccload.journal') }
  }
  if (database.path === ':memory:') return undefined
  return { secret: `${database.path}.secret`, journal: `${database.path}.journal` }
}
