import { Kysely, sql } from 'kysely'
import { REQUEST_ID_LABEL } from './generate.js'

const DAY_MS = 86_400_000

/** Whether a message is the only one of its kind, which its copies are to be, too. */
const isOwn = (/** @type {string} */ column) => `${column} like '%${REQUEST_ID_LABEL}%'`

const toOwn = (/** @type {string} */ column, /** @type {number} */ day) =>
  `replace(${column}, '${REQUEST_ID_LABEL}', '${REQUEST_ID_LABEL}${100 + day}')`

/** What is another in a copy; all other columns stay as they are. */
const CHANGED = {
  logs: (/** @type {number} */ day) => ({
    request_id: `'req_${100 + day}' || substr(request_id, 5)`,
    session_id: `session_id || '-${day}'`,
    time: `time + ${day * DAY_MS}`,
    message: toOwn('message', day),
    // Any number will do that no other message has.
    message_hash: `case when ${isOwn('message')} then message_hash + ${day} else message_hash end`,
  }),
  log_messages: (/** @type {number} */ day) => ({
    hash: `hash + ${day}`,
    text: toOwn('text', day),
    first_at: `first_at + ${day * DAY_MS}`,
    last_at: `last_at + ${day * DAY_MS}`,
  }),
  rollups: (/** @type {number} */ day) => ({
    bucket: `bucket + ${day * DAY_MS}`,
  }),
  sessions: (/** @type {number} */ day) => ({
    name: `name || '-${day}'`,
    first_at: `first_at + ${day * DAY_MS}`,
    last_at: `last_at + ${day * DAY_MS}`,
  }),
}

/**
 * Copies one day's log rows and roll-ups to a later day, with requests, sessions and messages of
 * their own where a row has one that no other has. To be called for each day in turn: the messages
 * that many rows have then have been there a day longer. The first day begins at midnight UTC, as
 * roll-ups by the day do.
 *
 * @param {import('kysely').Dialect} dialect is closed in the end
 * @param {{ from: number, day: number }} options when the first day begins, and how many days later
 */
export async function copyDay(dialect, { from, day }) {
  const db = new Kysely({ dialect })
  const tables = await db.introspection.getTables()
  await db.transaction().execute(async (trx) => {
    await copy(trx, 'logs', { from, day, at: 'time', tables })
    await copy(trx, 'log_messages', { from, day, at: 'first_at', where: isOwn('text'), tables })
    await sql
      .raw(`update log_messages set last_at = last_at + ${DAY_MS} where not ${isOwn('text')}`)
      .execute(trx)
    await copy(trx, 'rollups', { from, day, at: 'bucket', tables })
    await copy(trx, 'sessions', { from, day, at: 'first_at', tables })
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
 * @param {string} [options.where] all rows unless told
 * @param {readonly import('kysely').TableMetadata[]} options.tables
 */
async function copy(trx, name, { from, day, at, where = 'true', tables }) {
  const columns = tables.find((table) => table.name === name)?.columns ?? []
  const names = columns.map((column) => column.name).filter((column) => column !== 'id')
  /** @type {Record<string, string>} */
  const changed = CHANGED[name](day)
  const values = names.map((column) => changed[column] ?? `"${column}"`)
  const quoted = names.map((column) => `"${column}"`)
  const of = `from ${name} where ${at} >= ${from} and ${at} < ${from + DAY_MS} and ${where} order by ${at}`
  await sql.raw(`insert into ${name} (${quoted}) select ${values} ${of}`).execute(trx)
}
