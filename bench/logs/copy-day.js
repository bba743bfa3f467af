import { Kysely, sql } from 'kysely'

const DAY_MS = 86_400_000

/** What is another in a copy; all other columns stay as they are. */
const CHANGED = {
  logs: (/** @type {number} */ day) => ({
    request_id: `'req_${100 + day}' || substr(request_id, 5)`,
    session_id: `session_id || '-${day}'`,
    time: `time + ${day * DAY_MS}`,
  }),
  rollups: (/** @type {number} */ day) => ({
    name: `case when dimension = 'session' then name || '-${day}' else name end`,
    bucket: `bucket + ${day * DAY_MS}`,
  }),
}

/**
 * Copies one day's log rows and roll-ups to a later day, with requests and sessions of their own.
 * The first day begins at midnight UTC, as roll-ups by the day do.
 *
 * @param {import('kysely').Dialect} dialect is closed in the end
 * @param {{ from: number, day: number }} options when the first day begins, and how many days later
 */
export async function copyDay(dialect, { from, day }) {
  const db = new Kysely({ dialect })
  const tables = await db.introspection.getTables()
  await db.transaction().execute(async (trx) => {
    await copy(trx, 'logs', { from, day, at: 'time', tables })
    await copy(trx, 'rollups', { from, day, at: 'bucket', tables })
  })
  await db.destroy()
}

/**
 * @param {import('kysely').Transaction<unknown>} trx
 * @param {keyof typeof CHANGED} name
 * @param {object} options
 * @param {number} options.from
 * @param {number} options.day
 * @param {string} options.at the column that says when
 * @param {readonly import('kysely').TableMetadata[]} options.tables
 */
async function copy(trx, name, { from, day, at, tables }) {
  const columns = tables.find((table) => table.name === name)?.columns ?? []
  const names = columns.map((column) => column.name).filter((column) => column !== 'id')
  /** @type {Record<string, string>} */
  const changed = CHANGED[name](day)
  const values = names.map((column) => changed[column] ?? `"${column}"`)
  const quoted = names.map((column) => `"${column}"`)
  const of = `from ${name} where ${at} >= ${from} and ${at} < ${from + DAY_MS} order by ${at}`
  await sql.raw(`insert into ${name} (${quoted}) select ${values} ${of}`).execute(trx)
}
