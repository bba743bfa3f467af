import { chmodSync, closeSync, existsSync, mkdirSync, openSync } from 'node:fs'
import { dirname } from 'node:path'
import { CcloadError } from '@ccload/core'
import type { Dialect } from 'kysely'
import { createWorkerSqliteDialect } from './worker-sqlite-dialect.js'

const IN_MEMORY = ':memory:'

/**
 * A dialect for a SQLite file, which is created with its folder where it is missing. Only the
 * file's owner can read it, as keys are in it. Throws `CcloadError` `invalid_option` when the file
 * cannot be opened; what it holds is looked at by the first query.
 */
export function openSqlite(path: string): Dialect {
  try {
    if (path !== IN_MEMORY) createPrivateFile(path)
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause)
    const message = `SQLITE_PATH: the database ${path} cannot be opened (${reason})`
    throw new CcloadError('invalid_option', message, { cause })
  }
  return createWorkerSqliteDialect({ path })
}

/** Before SQLite does, so that the file is never readable for others, not even for a moment. */
function createPrivateFile(path: string): void {
  createFolders(dirname(path))
  closeSync(openSync(path, 'a', 0o600))
  chmodSync(path, 0o600)
}

/** Like `mkdir -p`. Node's own never returns where a file system has no folders to give: `/proc`. */
function createFolders(path: string): void {
  if (existsSync(path)) return
  createFolders(dirname(path))
  try {
    mkdirSync(path, { mode: 0o700 })
  } catch (error) {
    // Another process may have been faster.
    if (!existsSync(path)) throw error
  }
}
