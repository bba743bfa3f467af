import { constants, copyFileSync, existsSync, mkdirSync, statSync } from 'node:fs'
import { dirname } from 'node:path'
import { parseArgs } from 'node:util'
import { CcloadError, silentLogger } from '@ccload/core'
import type { CommandOptions } from '../command-options.js'
import { type Config, loadConfig, toDatabaseFlag } from '../config.js'
import { copyDatabase } from './copy/copy-database.js'
import { type DatabaseAddress, toDatabaseAddress, toFileAddress } from './database-address.js'
import { toInstallationFiles } from './installation-files.js'
import { openDialect } from './open-dialect.js'
import { openExisting } from './open-existing.js'
import { openTables } from './open-tables.js'

const HELP = `Usage: ccload copy --to <path|url> [options]

Moves an installation: copies all of its database into an empty one of any kind, and compares the two
at the end. Stop the servers first. What was broken off goes on where it was when it is run again.

  --to <path|url>   a new SQLite file, or postgres://, mysql://, mariadb:// with an empty database
  --db <path|url>   where from (SQLITE_PATH or CCLOAD_DATABASE_URL, default data/ccload.db)
`

/** `ccload copy`: an installation in another database. The one it comes from stays as it is. */
export async function copyCommand(args: string[], options: CommandOptions): Promise<void> {
  const { print, environment } = options
  const { values } = parseArgs({
    args,
    options: {
      to: { type: 'string' },
      db: { type: 'string' },
      help: { type: 'boolean', default: false },
    },
  })
  if (values.help) return print(HELP)
  const to = toTarget(values.to)
  const config = loadConfig({ ...environment, flags: toDatabaseFlag(values.db) })
  const { database: from, databasePool: poolSize } = config
  if (from.name === to.name) throw wrong('A database cannot be copied onto itself')
  refuseWaiting(config)
  const source = await openTables(await openExisting(config))
  try {
    const target = await openTables(await openDialect(to, { poolSize, logger: silentLogger }))
    try {
      await copyDatabase({
        source: source.db,
        sourceName: from.name,
        target: target.db,
        targetKind: to.kind,
        onTable: (table, rows) => print(`  ${table}: ${rows} rows, the same in both\n`),
      })
    } finally {
      await target.close()
    }
  } finally {
    await source.close()
  }
  print(`${from.name} has been copied to ${to.name}.\n`)
  takeSecretAlong(config, { ...config, database: to }, print)
}

function toTarget(text: string | undefined): DatabaseAddress {
  if (text === undefined) throw wrong('--to is missing: a path or a URL')
  const flag = toDatabaseFlag(text)
  if (flag.SQLITE_PATH !== undefined) return toFileAddress(text)
  const address = toDatabaseAddress(text)
  if (address === undefined) {
    throw wrong(
      '--to expects a path, or postgres://, mysql:// or mariadb:// with a host and a name',
    )
  }
  return address
}

/** What a journal holds would be missing in the copy. */
function refuseWaiting(config: Config): void {
  const journal = toInstallationFiles(config)?.journal
  if (journal === undefined || !existsSync(journal) || statSync(journal).size === 0) return
  throw wrong(
    `Log entries are waiting in ${journal}: start and stop the server once, so that they get into the database`,
  )
}

/** Without a passphrase the keys can only be read with the file that has been there before. */
function takeSecretAlong(from: Config, to: Config, print: (text: string) => void): void {
  const [old, fresh] = [toInstallationFiles(from)?.secret, toInstallationFiles(to)?.secret]
  if (old === undefined || fresh === undefined || old === fresh || !existsSync(old)) return
  try {
    mkdirSync(dirname(fresh), { recursive: true, mode: 0o700 })
    copyFileSync(old, fresh, constants.COPYFILE_EXCL)
    print(`Its keys are encrypted with ${old}, which has been copied to ${fresh}.\n`)
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    print(`Its keys are encrypted with ${old}: copy that to ${fresh} (${reason}).\n`)
  }
}

function wrong(message: string): CcloadError {
  return new CcloadError('invalid_option', message)
}
