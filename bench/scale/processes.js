import { join } from 'node:path'
import pg from 'pg'
import { readCounts } from '../logs/sqlite-file.js'
import { createCcload, PASSWORD } from '../targets/ccload.js'

/**
 * Several servers on one database, as several machines would be.
 *
 * @typedef {object} Processes
 * @property {import('../targets/target.js').Running[]} running
 * @property {(at: number) => Promise<void>} replace starts another one in the place of one that died
 * @property {() => Promise<{ rows: number, rolledUp: number }>} count what the log and the statistics hold
 * @property {() => Promise<void>} stop
 */

/**
 * @param {import('../lib/rig.js').Rig} rig
 * @param {number} count
 * @param {string | undefined} databaseUrl undefined: a SQLite file
 * @returns {Promise<Processes>}
 */
export async function startProcesses(rig, count, databaseUrl) {
  const shared = rig.createFolder('shared')
  const sqlitePath = join(shared, 'ccload.db')
  const start = (/** @type {boolean} */ isFirst) => {
    const folder = rig.createFolder('process')
    const environment = {
      CCLOAD_SECRET: 'a passphrase of the benchmark',
      ...(databaseUrl === undefined
        ? { SQLITE_PATH: sqlitePath }
        : { SQLITE_PATH: '', CCLOAD_DATABASE_URL: databaseUrl, CCLOAD_DATA_DIR: folder }),
    }
    const target = createCcload({ environment })
    const open = isFirst ? target.start : (target.restart ?? target.start)
    return open(rig.surroundings(folder))
  }
  const running = [await start(true)]
  while (running.length < count) running.push(await start(false))
  return {
    running,
    async replace(at) {
      running[at] = await start(false)
    },
    count: () => (databaseUrl === undefined ? readFile(sqlitePath) : readServer(databaseUrl)),
    async stop() {
      for (const each of running) await each.stop()
    },
  }
}

/** @param {string} path */
async function readFile(path) {
  const { rows, rolledUp } = readCounts(path)
  return { rows, rolledUp }
}

/** @param {string} connectionString */
async function readServer(connectionString) {
  const client = new pg.Client({ connectionString })
  await client.connect()
  const read = async (/** @type {string} */ sql) =>
    Number((await client.query(sql)).rows[0]?.value ?? 0)
  const rows = await read('select count(*) as value from logs')
  const rolledUp = await read(
    "select sum(attempts) as value from rollups where span = 'hour' and dimension = 'all'",
  )
  await client.end()
  return { rows, rolledUp }
}

/**
 * Calls the admin API of one process.
 *
 * @param {import('../targets/target.js').Running | undefined} process
 * @param {string} method
 * @param {string} path
 * @param {unknown} body
 * @returns {Promise<any>} the answer's `data`
 */
export async function callAdmin(process, method, path, body) {
  const response = await fetch(`${process?.url}${path}`, {
    method,
    headers: { authorization: `Bearer ${PASSWORD}`, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  })
  const text = await response.text()
  if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text.slice(0, 200)}`)
  return JSON.parse(text).data
}
