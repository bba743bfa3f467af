import { statSync } from 'node:fs'
import { formatNumber } from '../report/format.js'
import { generateDatabase, toSqlitePath } from './databases.js'
import { atMost } from './output.js'
import { startPostgres } from './postgres.js'
import {
  DASHBOARD,
  findKnown,
  measureQueries,
  measureTogether,
  STATISTICS,
  toPages,
} from './queries.js'
import { startServer } from './server.js'

/** @typedef {import('./databases.js').Generated} Generated */

const ALL_OF_IT = '24 h: all of it at once'

/** Milliseconds that are allowed. */
const MAX_DASHBOARD_MS = 20
const MAX_STATISTICS_MS = 50
const MAX_PAGE_MS = 100

/**
 * What was measured on one database.
 *
 * @typedef {object} Measured
 * @property {string} name
 * @property {Generated} database
 * @property {Map<string, Time>} times by what was asked for
 *
 * @typedef {{ ms: number, firstMs: number }} Time milliseconds
 */

/** @type {import('./parts.js').Part} */
export const growth = {
  id: 'growth',
  async run(context) {
    const { rig, rows, say, sqliteOf, keptIn } = context
    /** @type {Measured[]} */
    const all = []
    /** @type {string[]} */
    const notes = []
    for (const count of rows) {
      const database = await sqliteOf(count)
      say(`SQLite, ${count} rows`)
      all.push(await measure(context, 'SQLite', database))
      const { size } = statSync(toSqlitePath(database.folder))
      notes.push(
        `SQLite with ${formatNumber(count)} rows: ${formatNumber(size / 1e6)} MB, ${formatNumber(database.rowsPerSecond)} rows/s written.`,
      )
    }
    const postgres = await startPostgres()
    if ('missing' in postgres) {
      notes.push(`PostgreSQL was left out: ${postgres.missing}.`)
    } else {
      for (const count of rows) {
        const createDatabase = () => postgres.createDatabase(`ccload_bench_${count}`)
        const database = await generateDatabase(rig, { rows: count, createDatabase, keptIn, say })
        say(`PostgreSQL, ${count} rows`)
        all.push(await measure(context, `PostgreSQL ${postgres.version}`, database))
        notes.push(
          `PostgreSQL with ${formatNumber(count)} rows: ${formatNumber(database.rowsPerSecond)} rows/s written, vacuumed and analysed before it was measured.`,
        )
      }
      await postgres.stop()
    }
    return toSection(all, notes)
  },
}

/**
 * @param {import('./parts.js').PartContext} context
 * @param {string} name
 * @param {Generated} database
 * @returns {Promise<Measured>}
 */
async function measure({ rig, rounds }, name, database) {
  const { folder, databaseUrl } = database
  const server = await startServer(rig, { folder, isNew: false, databaseUrl })
  try {
    const pages = toPages(await findKnown(server))
    const together = await measureTogether(server, DASHBOARD, rounds)
    const dashboard = await measureQueries(server, DASHBOARD, rounds)
    const statistics = await measureQueries(server, STATISTICS, rounds)
    const newest = await measureQueries(server, pages, rounds)
    const times = new Map([
      [ALL_OF_IT, together],
      ...[...dashboard].map(named('24 h')),
      ...[...statistics].map(named('30 days')),
      ...[...newest].map(named('page')),
    ])
    return { name, database, times }
  } finally {
    await server.running.stop()
  }
}

/** @param {string} kind @returns {(entry: [string, Time]) => [string, Time]} */
function named(kind) {
  return ([name, time]) => [`${kind}: ${name}`, time]
}

/**
 * @param {readonly Measured[]} all
 * @param {string[]} notes
 * @returns {import('./output.js').Section}
 */
function toSection(all, notes) {
  const columns = all.map(({ name, database }) => `${name}, ${formatNumber(database.rows)} rows`)
  const names = [...(all[0]?.times.keys() ?? [])]
  return {
    id: 'growth',
    title: 'Queries by the number of log rows, in ms',
    header: ['', ...columns],
    lines: [
      ...names.map((name) => [
        name,
        ...all.map(({ times }) => formatNumber(times.get(name)?.ms, 1)),
      ]),
    ],
    goals: all.flatMap(({ times }, index) => [
      atMost(
        `dashboard of 24 h, ${columns[index]}`,
        times.get(ALL_OF_IT)?.ms ?? Number.NaN,
        MAX_DASHBOARD_MS,
        'ms',
      ),
      atMost(
        `30 days, the slowest, ${columns[index]}`,
        slowest(times, '30 days'),
        MAX_STATISTICS_MS,
        'ms',
      ),
      atMost(
        `newest page, the slowest filter, ${columns[index]}`,
        slowest(times, 'page'),
        MAX_PAGE_MS,
        'ms',
      ),
    ]),
    notes: [
      'Medians of whole requests to the admin API, read to their last byte. Pages have 200 rows out of all 30 days, and their count.',
      ...all.map(({ times }, index) => `${columns[index]}: ${describeFirst(times)}`),
      ...notes,
    ],
  }
}

/** @param {Measured['times']} times */
function describeFirst(times) {
  const statistics = [...times].filter(([name]) => name.startsWith('30 days'))
  const [name, slowest] = statistics.reduce((a, b) => (b[1].firstMs > a[1].firstMs ? b : a))
  const ms = (/** @type {number | undefined} */ value) => formatNumber(value, 0)
  return `the first time after a start, the overview took ${ms(times.get(ALL_OF_IT)?.firstMs)} ms and statistics ${ms(slowest.firstMs)} at most (${name}).`
}

/**
 * @param {Measured['times']} times
 * @param {string} kind
 */
function slowest(times, kind) {
  return Math.max(...[...times].filter(([name]) => name.startsWith(kind)).map(([, { ms }]) => ms))
}
