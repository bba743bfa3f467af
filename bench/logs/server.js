import { setTimeout as delay } from 'node:timers/promises'
import { createCcload, PASSWORD } from '../targets/ccload.js'

/** How long the writer may take to write what waits. */
const DRAIN_MS = 120_000

/**
 * The reference server with an admin.
 *
 * @typedef {object} Server
 * @property {import('../targets/target.js').Running} running
 * @property {number} pid
 * @property {(path: string) => Promise<{ ms: number, text: string }>} get
 * @property {(settings: object) => Promise<void>} configure
 * @property {(upstreams: readonly string[]) => Promise<void>} pointTo another rig's upstreams than
 *   those that a kept installation has been made with
 * @property {() => Promise<Counters>} counters
 * @property {() => Promise<Counters>} drained settles when no row waits any more
 *
 * @typedef {{ log_queue: number, log_spilled: number, log_dropped: number }} Counters
 */

/**
 * Starts the server on a folder: a new one with the rig's channels, or one with the data of an
 * earlier start.
 *
 * @param {import('../lib/rig.js').Rig} rig
 * @param {{ folder: string, isNew: boolean, databaseUrl?: string | undefined }} options
 * @returns {Promise<Server>}
 */
export async function startServer(rig, { folder, isNew, databaseUrl }) {
  const target = createCcload({ environment: toEnvironment(folder, databaseUrl) })
  const reason = target.missing()
  if (reason !== undefined) throw new Error(reason)
  const start = isNew ? target.start : (target.restart ?? target.start)
  const running = await start(rig.surroundings(folder))
  const headers = { authorization: `Bearer ${PASSWORD}` }
  const counters = () => readCounters(running.url, headers)
  const patch = async (/** @type {string} */ path, /** @type {object} */ change) => {
    const response = await fetch(running.url + path, {
      method: 'PATCH',
      headers: { ...headers, 'content-type': 'application/json' },
      body: JSON.stringify(change),
    })
    if (!response.ok) throw new Error(`PATCH ${path}: ${response.status} ${await response.text()}`)
  }
  return {
    running,
    pid: /** @type {number} */ (running.pid),
    counters,
    async get(path) {
      const startedAt = performance.now()
      const response = await fetch(running.url + path, { headers })
      const text = await response.text()
      if (!response.ok) throw new Error(`GET ${path}: ${response.status} ${text.slice(0, 200)}`)
      return { ms: performance.now() - startedAt, text }
    },
    configure: (settings) => patch('/admin/settings', settings),
    async pointTo(upstreams) {
      const response = await fetch(`${running.url}/admin/channels`, { headers })
      const { data } = /** @type {{ data: { id: number, name: string }[] }} */ (
        await response.json()
      )
      for (const { id, name } of data) {
        const url = upstreams[Number(name.replace('channel ', ''))]
        await patch(`/admin/channels/${id}`, { url })
      }
    },
    async drained() {
      const until = performance.now() + DRAIN_MS
      for (;;) {
        const now = await counters()
        if (now.log_queue === 0 || performance.now() > until) return now
        await delay(100)
      }
    },
  }
}

/**
 * @param {string} folder
 * @param {string | undefined} databaseUrl
 * @returns {Record<string, string>}
 */
function toEnvironment(folder, databaseUrl) {
  if (databaseUrl === undefined) return {}
  return {
    // Left empty it counts as not given.
    SQLITE_PATH: '',
    CCLOAD_DATABASE_URL: databaseUrl,
    CCLOAD_SECRET: 'a passphrase of the benchmark',
    CCLOAD_DATA_DIR: folder,
  }
}

/**
 * The first event of that kind of the live feed.
 *
 * @param {string} url
 * @param {Record<string, string>} headers
 * @returns {Promise<Counters>}
 */
async function readCounters(url, headers) {
  const leaving = new AbortController()
  const response = await fetch(`${url}/admin/events`, { headers, signal: leaving.signal })
  let text = ''
  try {
    for await (const piece of response.body ?? []) {
      text += Buffer.from(piece).toString()
      const data = /event: counters\ndata: (.*)\n/.exec(text)?.[1]
      if (data !== undefined) return JSON.parse(data)
    }
  } finally {
    leaving.abort()
  }
  throw new Error('the server has told no counters')
}
