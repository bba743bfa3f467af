import { createKyselyStore } from '@ccload/core/kysely'
import SQLite from 'better-sqlite3'
import { PostgresDialect, SqliteDialect } from 'kysely'
import pg from 'pg'
import { generateEntries } from './generate.js'
import { startServer } from './server.js'

/** Rows of one write: more than the server's, so that each minute's statistics are written once. */
const BATCH = 5_000

/**
 * An installation with generated rows, stopped.
 *
 * @typedef {object} Generated
 * @property {number} rows
 * @property {string} folder
 * @property {string | undefined} databaseUrl undefined: SQLite
 * @property {number} rowsPerSecond at which the store took them
 */

/**
 * Makes an installation, and writes rows to it with the product's own store, roll-ups included.
 *
 * @param {import('../lib/rig.js').Rig} rig
 * @param {object} options
 * @param {number} options.rows
 * @param {string} [options.databaseUrl] of an empty PostgreSQL database; left out: SQLite
 * @param {(text: string) => void} options.say
 * @returns {Promise<Generated>}
 */
export async function generateDatabase(rig, { rows, databaseUrl, say }) {
  const folder = rig.createFolder(`logs-${rows}`)
  const server = await startServer(rig, { folder, isNew: true, databaseUrl })
  // Nothing is to be removed while it is measured.
  await server.configure({ log_retention_days: 365, minute_stats_retention_days: 365 })
  await server.running.stop()
  const dialect =
    databaseUrl === undefined ? openSqlite(toSqlitePath(folder)) : openPostgres(databaseUrl)
  const store = createKyselyStore({ dialect })
  const startedAt = performance.now()
  let written = 0
  for (const part of generateEntries({ rows, now: Date.now(), batch: BATCH })) {
    await store.logs.append(part)
    written += part.length
    if (written % 100_000 === 0) say(`${written} of ${rows} rows written`)
  }
  const rowsPerSecond = (rows / (performance.now() - startedAt)) * 1e3
  await store.close()
  if (databaseUrl !== undefined) await analyze(databaseUrl)
  return { rows, folder, databaseUrl, rowsPerSecond }
}

/** @param {string} folder */
export function toSqlitePath(folder) {
  return `${folder}/ccload.db`
}

/** @param {string} path */
function openSqlite(path) {
  const database = new SQLite(path)
  database.pragma('journal_mode = WAL')
  database.pragma('synchronous = NORMAL')
  return new SqliteDialect({ database })
}

/** @param {string} url */
function openPostgres(url) {
  return new PostgresDialect({ pool: new pg.Pool({ connectionString: url, max: 2 }) })
}

/** What autovacuum would have done by the time that so many rows have come by themselves. */
async function analyze(/** @type {string} */ url) {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  await client.query('vacuum analyze')
  await client.end()
}
