import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { createKyselyStore } from '@ccload/core/kysely'
import SQLite from 'better-sqlite3'
import { PostgresDialect, SqliteDialect } from 'kysely'
import pg from 'pg'
import { copyDay } from './copy-day.js'
import { generateEntries } from './generate.js'
import { startServer } from './server.js'

/** Rows of one write: more than the server's, so that each minute's statistics are written once. */
const BATCH = 5_000

/** How far back rows go: whole days, and what there is of today. */
const DAYS = 30
const DAY_MS = 86_400_000

/**
 * An installation with generated rows, stopped.
 *
 * @typedef {object} Generated
 * @property {number} rows
 * @property {string} folder
 * @property {string | undefined} databaseUrl undefined: SQLite
 * @property {number} rowsPerSecond at which the store took those of the first day and of today
 */

/**
 * Makes an installation, and writes a day's rows to it with the product's own store, roll-ups
 * included; the days that follow are copies that the database makes of it, and today's are written
 * again. Or finds the one that an earlier run has kept.
 *
 * @param {import('../lib/rig.js').Rig} rig
 * @param {object} options
 * @param {number} options.rows
 * @param {() => Promise<string>} [options.createDatabase] an empty PostgreSQL database, gives its
 *   URL; left out: SQLite
 * @param {string | undefined} options.keptIn a folder that outlives the run; undefined: none
 * @param {(text: string) => void} options.say
 * @returns {Promise<Generated>}
 */
export async function generateDatabase(rig, { rows, createDatabase, keptIn, say }) {
  const name = `${createDatabase === undefined ? 'sqlite' : 'postgres'}-${rows}`
  const folder = keptIn === undefined ? rig.createFolder(name) : join(keptIn, name)
  if (existsSync(toNote(folder))) return JSON.parse(readFileSync(toNote(folder), 'utf8'))
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(folder, { recursive: true })
  const databaseUrl = await createDatabase?.()
  const server = await startServer(rig, { folder, isNew: true, databaseUrl })
  // Nothing is to be removed while it is measured.
  await server.configure({ log_retention_days: 365, minute_stats_retention_days: 365 })
  await server.running.stop()
  const open = () =>
    databaseUrl === undefined ? openSqlite(toSqlitePath(folder)) : openPostgres(databaseUrl)
  const store = createKyselyStore({ dialect: open() })
  let spentMs = 0
  const write = async (
    /** @type {Omit<Parameters<typeof generateEntries>[0], 'batch'>} */ options,
  ) => {
    for (const part of generateEntries({ ...options, batch: BATCH })) {
      const startedAt = performance.now()
      await store.logs.append(part)
      spentMs += performance.now() - startedAt
    }
  }
  const now = Date.now()
  const today = now - (now % DAY_MS)
  const first = today - (DAYS - 1) * DAY_MS
  const perDay = Math.floor((rows * DAY_MS) / (now - first))
  await write({ rows: perDay, from: first, to: first + DAY_MS })
  for (let day = 1; day < DAYS - 1; day++) {
    say(`day ${day} of ${DAYS}`)
    await copyDay(open(), { from: first, day })
  }
  const rest = rows - (DAYS - 1) * perDay
  await write({ rows: rest, from: today, to: now, seed: 2 })
  const rowsPerSecond = ((perDay + rest) / spentMs) * 1e3
  await store.close()
  if (databaseUrl !== undefined) await analyze(databaseUrl)
  const made = { rows, folder, databaseUrl, rowsPerSecond }
  if (keptIn !== undefined) writeFileSync(toNote(folder), JSON.stringify(made))
  return made
}

/**
 * Has a database made anew the next time: it is about to be changed.
 *
 * @param {Generated} database
 */
export function keepNoLonger({ folder }) {
  rmSync(toNote(folder), { force: true })
}

/** Stands beside a database that is complete. @param {string} folder */
function toNote(folder) {
  return join(folder, 'made.json')
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
  return new SqliteDialect({
    database: { ...keepPrepared(database), close: () => database.close() },
  })
}

/**
 * Kysely prepares each statement anew, which takes most of the time of wide ones.
 *
 * @param {import('better-sqlite3').Database} database
 */
function keepPrepared(database) {
  /** @type {Map<string, import('better-sqlite3').Statement>} */
  const known = new Map()
  return {
    prepare(/** @type {string} */ text) {
      const statement = known.get(text) ?? database.prepare(text)
      known.set(text, statement)
      return statement
    },
  }
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
