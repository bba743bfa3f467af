import SQLite from 'better-sqlite3'
import pg from 'pg'

/**
 * A look into the database that processes share, past all of them.
 *
 * @typedef {object} Counts
 * @property {number} rows of the log
 * @property {number} distinct attempts among them
 * @property {number} rolledUp attempts in the statistics
 *
 * @typedef {object} HeldLease
 * @property {string} name
 * @property {string} owner
 * @property {number} fence
 * @property {number} expiresAt epoch milliseconds
 *
 * @typedef {object} SharedDatabase
 * @property {() => Promise<Counts>} count
 * @property {() => Promise<HeldLease[]>} leases
 * @property {() => Promise<number>} sharers how many processes the limits of tokens are shared among,
 *   those included that are gone and have not been forgotten yet
 * @property {(count: number, ageMs: number) => Promise<number>} addOldRows copies log rows to an earlier
 *   time until there are so many more of them. Returns how many
 */

/**
 * @param {string | undefined} url
 * @param {string} path of the SQLite file where there is no URL
 * @returns {SharedDatabase}
 */
export function openSharedDatabase(url, path) {
  const run = url === undefined ? onFile(path) : onServer(url)
  const number = async (/** @type {string} */ sql) => Number((await run(sql))[0]?.value ?? 0)
  return {
    async count() {
      return {
        rows: await number('select count(*) as value from logs'),
        distinct: await number(
          'select count(*) as value from (select distinct request_id, attempt from logs) as each_once',
        ),
        rolledUp: await number(
          "select sum(attempts) as value from rollups where span = 'hour' and dimension = 'all'",
        ),
      }
    },
    async leases() {
      const rows = await run('select name, owner, fence, expires_at from leases order by name')
      return rows.map((row) => ({
        name: String(row.name),
        owner: String(row.owner),
        fence: Number(row.fence),
        expiresAt: Number(row.expires_at),
      }))
    },
    sharers: () =>
      number(
        `select count(*) as value from token_shares
          where token_id = 0 and seen_at > ${Date.now() - SHARER_GONE_MS}`,
      ),
    async addOldRows(count, ageMs) {
      const [sample] = await run('select * from logs limit 1')
      if (sample === undefined) throw new Error('The log has no rows to be copied')
      const columns = Object.keys(sample).filter((name) => name !== 'id')
      const older = columns.map((name) => (name === 'time' ? `time - ${ageMs}` : name))
      const begin = Date.now() - ageMs / 2
      await run(`insert into logs (${columns}) select ${older} from logs where time > ${begin}`)
      const isOld = `time < ${begin}`
      const countOld = () => number(`select count(*) as value from logs where ${isOld}`)
      let rows = await countOld()
      while (rows < count) {
        const some = `select ${columns} from logs where ${isOld} limit ${count - rows}`
        await run(`insert into logs (${columns}) ${some}`)
        rows = await countOld()
      }
      return rows
    },
  }
}

/** As the program has it: who has been silent for longer is gone. */
const SHARER_GONE_MS = 25_000

/** @typedef {(sql: string) => Promise<Record<string, unknown>[]>} RunSql */

/** @param {string} connectionString @returns {RunSql} */
function onServer(connectionString) {
  return async (sql) => {
    const client = new pg.Client({ connectionString })
    await client.connect()
    try {
      return (await client.query(sql)).rows
    } finally {
      await client.end()
    }
  }
}

/** @param {string} path @returns {RunSql} */
function onFile(path) {
  return async (sql) => {
    const db = new SQLite(path, { timeout: 10_000 })
    try {
      const statement = db.prepare(sql)
      if (statement.reader) return /** @type {Record<string, unknown>[]} */ (statement.all())
      statement.run()
      return []
    } finally {
      db.close()
    }
  }
}
