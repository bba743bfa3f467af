import { createBody, createHead } from '../wire/request.js'
import { Client } from './client.js'

/**
 * A mixture for a long time: plain requests and streams, short and long bodies, clients that leave
 * in the middle, and clients that come back on a new connection.
 *
 * @typedef {object} MixedJob
 * @property {'mixed'} do
 * @property {import('./load.js').Destination} to
 * @property {number} clients
 * @property {number} pauseMs between two requests of a client
 * @property {number} durationMs
 */

const BODY_BYTES = [2048, 20_000, 100_000]

/** One stream in this many is left before its end; one client in this many reconnects. */
const LEAVE_ONE_IN = 8
const RECONNECT_ONE_IN = 20
const LEAVE_AFTER_MS = 150

/** @param {MixedJob} job */
export async function runMixed(job) {
  const counts = { complete: 0, errors: 0, truncated: 0, left: 0, failed: 0 }
  /** @type {Map<string, Buffer>} */
  const bodies = new Map()
  /** @type {Set<Client>} */
  const clients = new Set()
  let requests = 0
  let isOver = false

  /** @param {number} session */
  const start = (session) => {
    if (isOver) return
    const number = requests++
    const stream = number % 2 === 0
    const bytes = /** @type {number} */ (BODY_BYTES[number % BODY_BYTES.length])
    const body = bodies.get(`${bytes} ${stream}`) ?? createBody(bytes, stream)
    bodies.set(`${bytes} ${stream}`, body)
    const { port, token } = job.to
    const headers = { ...job.to.headers, 'x-bench': stream ? 'stream' : 'plain' }
    const head = createHead({
      host: `127.0.0.1:${port}`,
      bodyBytes: bytes,
      session,
      headers,
      token,
    })
    let onConnection = 0
    const finish = (/** @type {Client} */ client) => {
      clients.delete(client)
      client.leave()
      setTimeout(start, job.pauseMs, session)
    }
    const client = new Client({
      port,
      head,
      body,
      events: {
        onEnd(client) {
          if (client.status === 200) counts.complete++
          else counts.errors++
          if (isOver || ++onConnection % RECONNECT_ONE_IN === 0) finish(client)
          else setTimeout(() => client.send(), job.pauseMs)
        },
        onBroken(client, reason) {
          if (reason === 'truncated') counts.truncated++
          else if (reason === 'error') counts.failed++
          finish(client)
        },
      },
    })
    clients.add(client)
    client.send()
    if (stream && number % LEAVE_ONE_IN === 0) {
      setTimeout(() => {
        if (!clients.has(client)) return
        counts.left++
        finish(client)
      }, LEAVE_AFTER_MS)
    }
  }

  for (let session = 0; session < job.clients; session++) {
    setTimeout(start, (session * job.pauseMs) / job.clients, session)
  }
  await new Promise((resolve) => setTimeout(resolve, job.durationMs))
  isOver = true
  for (const client of clients) client.leave()
  return { ...counts, requests }
}
