import { join } from 'node:path'
import { createCcload, PASSWORD } from '../targets/ccload.js'
import { openSharedDatabase } from './shared-database.js'

/**
 * Several servers on one database, as several machines would be.
 *
 * @typedef {object} Processes
 * @property {import('../targets/target.js').Running[]} running
 * @property {(at: number) => Promise<void>} replace starts another one in the place of one that is gone
 * @property {import('./shared-database.js').SharedDatabase} database
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
    database: openSharedDatabase(databaseUrl, sqlitePath),
    async stop() {
      for (const each of running) await each.stop()
    },
  }
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
