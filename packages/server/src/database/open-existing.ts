import { existsSync } from 'node:fs'
import { CcloadError, silentLogger } from '@ccload/core'
import type { Dialect } from 'kysely'
import type { Config } from '../config.js'
import { openDialect } from './open-dialect.js'

/** A dialect for a command. Rejects with `invalid_option` where a file would have to be made first. */
export async function openExisting(
  config: Pick<Config, 'database' | 'databasePool'>,
): Promise<Dialect> {
  const { database, databasePool } = config
  if (database.kind === 'sqlite' && !existsSync(database.path)) {
    throw new CcloadError('invalid_option', `There is no database at ${database.name}`)
  }
  return await openDialect(database, { poolSize: databasePool, logger: silentLogger })
}
