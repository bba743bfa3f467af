// Plain JavaScript, so that a worker thread can run it from the sources and from the build alike.
import { parentPort, workerData } from 'node:worker_threads'
import SQLite from 'better-sqlite3'

/** @import { SqliteColumns, SqliteReply, SqliteRequest, SqliteWorkerData } from './sqlite-thread.js' */

/** Statements kept ready: the few that a server runs again and again, and some to spare. */
const MAX_STATEMENTS = 200

const { path, busyTimeoutMs } = /** @type {SqliteWorkerData} */ (workerData)
/** @type {Map<string, SQLite.Statement>} */
const statements = new Map()
/** @type {SQLite.Database | undefined} */
let database

function open() {
  const opened = new SQLite(path, { timeout: busyTimeoutMs })
  try {
    // Only a file that is still empty takes it; WAL writes the first page.
    opened.pragma('auto_vacuum = INCREMENTAL')
    opened.pragma('journal_mode = WAL')
    opened.pragma('synchronous = NORMAL')
    opened.pragma('foreign_keys = ON')
    return opened
  } catch (error) {
    opened.close()
    throw error
  }
}

/**
 * @param {SQLite.Database} db
 * @param {string} sql
 */
function prepare(db, sql) {
  const known = statements.get(sql)
  if (known !== undefined) return known
  const statement = db.prepare(sql)
  if (statement.reader) statement.raw()
  if (statements.size >= MAX_STATEMENTS) statements.clear()
  statements.set(sql, statement)
  return statement
}

/**
 * @param {SQLite.Statement} statement
 * @param {readonly unknown[]} parameters
 * @returns {SqliteColumns}
 */
function readColumns(statement, parameters) {
  const rows = /** @type {unknown[][]} */ (statement.all(parameters))
  // Asked for each time, as another process may have changed the table.
  const names = statement.columns().map(({ name }) => name)
  return { names, values: names.map((_, column) => rows.map((row) => row[column])) }
}

/**
 * @param {SqliteRequest} request
 * @returns {SqliteReply}
 */
function answer({ id, sql, parameters }) {
  try {
    database ??= open()
    // SQLite has rolled back by itself, as it does when the disk is full.
    if (sql === 'rollback' && !database.inTransaction) return { id, changes: 0, insertId: 0 }
    const statement = prepare(database, sql)
    if (statement.reader) return { id, columns: readColumns(statement, parameters) }
    const { changes, lastInsertRowid } = statement.run(parameters)
    return { id, changes, insertId: Number(lastInsertRowid) }
  } catch (error) {
    const { message, code } = /** @type {Error & { code?: string }} */ (error)
    return { id, error: { message, code } }
  }
}

parentPort?.on('message', (/** @type {SqliteRequest | null} */ request) => {
  if (request !== null) return parentPort?.postMessage(answer(request))
  database?.close()
  parentPort?.close()
})
