import { closeSync, existsSync, openSync, rmSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { CcloadError } from '@ccload/core'
import { type Dialect, Kysely, sql } from 'kysely'
import type { CommandOptions } from '../command-options.js'
import { loadConfig, toDatabaseFlag } from '../config.js'
import { openSqlite } from '../storage/open-sqlite.js'
import { copyDatabase } from './copy/copy-database.js'
import { toInstallationFiles } from './installation-files.js'
import { openExisting } from './open-existing.js'
import { openTables } from './open-tables.js'

const HELP = `Usage: ccload backup <file> [options]

Writes all of the database into a new SQLite file, as it is at one moment; the server may run on. It
becomes a server's database again by --db <file>, or by ccload copy --db <file> --to <url>. Channels'
keys in it are encrypted: keep CCLOAD_SECRET, or the file with the secret, apart from it.

  --db <path|url>   database (SQLITE_PATH or CCLOAD_DATABASE_URL, default data/ccload.db)
`

/** `ccload backup`: a copy of any database in a file, which it never overwrites. */
export async function backupCommand(args: string[], options: CommandOptions): Promise<void> {
  const { print, environment } = options
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: { db: { type: 'string' }, help: { type: 'boolean', default: false } },
  })
  if (values.help) return print(HELP)
  const [file, ...others] = positionals
  if (file === undefined || others.length > 0) {
    throw new CcloadError('invalid_option', 'backup expects the name of one file')
  }
  const config = loadConfig({ ...environment, flags: toDatabaseFlag(values.db) })
  const dialect = await openExisting(config)
  createPrivateFile(file)
  try {
    if (config.database.kind === 'sqlite') await copyFile(dialect, file)
    else await copyServer(dialect, config.database.name, file)
  } catch (error) {
    for (const suffix of ['', '-wal', '-shm']) rmSync(`${file}${suffix}`, { force: true })
    throw error
  }
  print(`${config.database.name} has been written to ${file}.\n`)
  if (config.passphrases.length > 0) return
  const secret = toInstallationFiles(config)?.secret
  if (secret !== undefined && existsSync(secret))
    print(`Its keys can be read with ${secret}: keep a copy of that, too.\n`)
}

function createPrivateFile(file: string): void {
  try {
    closeSync(openSync(file, 'wx', 0o600))
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause)
    throw new CcloadError('invalid_option', `${file} cannot be made (${reason})`, { cause })
  }
}

async function copyFile(dialect: Dialect, file: string): Promise<void> {
  const db = new Kysely<unknown>({ dialect })
  try {
    await sql`vacuum into ${file}`.execute(db)
  } finally {
    await db.destroy()
  }
}

/** A long reading transaction sees the database as it was at its beginning. */
async function copyServer(dialect: Dialect, sourceName: string, file: string): Promise<void> {
  const source = await openTables(dialect)
  try {
    const target = await openTables(openSqlite(file))
    try {
      await source.db
        .transaction()
        .setIsolationLevel('repeatable read')
        .setAccessMode('read only')
        .execute((trx) =>
          copyDatabase({
            source: trx,
            sourceName,
            target: target.db,
            targetKind: 'sqlite',
            onTable: () => {},
          }),
        )
      // One file and nothing beside it.
      await sql`pragma journal_mode = delete`.execute(target.db)
    } finally {
      await target.close()
    }
  } finally {
    await source.close()
  }
}
