import { parseArgs } from 'node:util'
import { silentLogger } from '@ccload/core'
import type { CommandOptions } from '../command-options.js'
import { loadConfig, toDatabaseFlag } from '../config.js'
import { openDialect } from './open-dialect.js'
import { openTables } from './open-tables.js'

const HELP = `Usage: ccload migrate [options]

Creates the tables in an empty database, or brings those of an older version up to date. Every start
does the same; with several servers it can be done before the first of them is replaced.

  --db <path|url>   database (SQLITE_PATH or CCLOAD_DATABASE_URL, default data/ccload.db)
`

/** `ccload migrate`: prepares a database and starts nothing. */
export async function migrateCommand(args: string[], options: CommandOptions): Promise<void> {
  const { print, environment } = options
  const { values } = parseArgs({
    args,
    options: { db: { type: 'string' }, help: { type: 'boolean', default: false } },
  })
  if (values.help) return print(HELP)
  const { database, databasePool: poolSize } = loadConfig({
    ...environment,
    flags: toDatabaseFlag(values.db),
  })
  const tables = await openTables(await openDialect(database, { poolSize, logger: silentLogger }))
  await tables.close()
  print(`${database.name} is up to date.\n`)
}
