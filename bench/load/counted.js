import { percentile } from '../lib/stats.js'
import { createBody, createHead } from '../wire/request.js'
import { Client } from './client.js'
import { startMeter } from './meter.js'

/**
 * A fixed number of requests, each answered in full before the job ends, as fast as they go or so
 * many per second. It also ends where the target does.
 *
 * @typedef {object} CountedJob
 * @property {'counted'} do
 * @property {import('./load.js').Destination} to
 * @property {number} connections
 * @property {number} requests
 * @property {number | null} perSecond null: as fast as they go
 * @property {number} bodyBytes
 */

const MAX_SAMPLES = 2_000_000

/** What is told of the end: how many answers were complete within it. */
const TAIL_MS = 500

/** How often a paced job looks what is due. */
const TICK_MS = 5

/** @param {CountedJob} job */
export async function runCounted(job) {
  const latencies = new Float64Array(Math.min(job.requests, MAX_SAMPLES))
  /** @type {number[]} when the latest answers were complete */
  let recent = []
  let sent = 0
  let completed = 0
  let wrong = 0
  let failed = 0
  const body = createBody(job.bodyBytes, false)
  const stop = startMeter(job.to.pids)
  const startedAt = performance.now()
  /** @type {Set<Client>} */
  const clients = new Set()
  /** @type {Client[]} */
  const idle = []
  const due = () =>
    job.perSecond === null
      ? job.requests
      : Math.min(job.requests, ((performance.now() - startedAt) / 1e3) * job.perSecond)

  await new Promise((resolve) => {
    const finish = () => {
      clearInterval(timer)
      resolve(undefined)
    }
    const next = () => {
      while (idle.length > 0 && sent < due()) {
        sent++
        idle.pop()?.send()
      }
    }
    /** @param {number} session */
    const open = (session) => {
      const { port, headers, token } = job.to
      const bodyBytes = body.length
      const head = createHead({ host: `127.0.0.1:${port}`, bodyBytes, session, headers, token })
      const client = new Client({
        port,
        head,
        body,
        events: {
          onEnd(client) {
            const now = performance.now()
            if (client.status === 200) {
              if (completed < latencies.length) latencies[completed] = now * 1e3 - client.sentAt
              completed++
              recent.push(now)
              if (recent.length > 100_000) recent = since(recent, now - TAIL_MS)
            } else wrong++
            idle.push(client)
            next()
            if (completed + wrong + failed >= job.requests) finish()
          },
          onBroken(client, reason) {
            if (reason !== 'closed') failed++
            clients.delete(client)
            if (idle.includes(client)) idle.splice(idle.indexOf(client), 1)
            if (clients.size === 0 || completed + wrong + failed >= job.requests) finish()
          },
        },
      })
      clients.add(client)
      idle.push(client)
    }
    const timer = setInterval(next, TICK_MS)
    for (let session = 0; session < job.connections; session++) open(session)
    next()
  })

  const endedAt = performance.now()
  const isGone = clients.size === 0
  // The processes of a target that is gone cannot be asked.
  const meter = isGone ? null : stop()
  for (const client of clients) client.leave()
  const measured = latencies.subarray(0, Math.min(completed, latencies.length))
  return {
    sent,
    completed,
    wrong,
    failed,
    wallMs: endedAt - startedAt,
    targetCpuMs: meter?.targetCpuMs ?? null,
    otherCpuMs: meter?.otherCpuMs ?? null,
    completedInTail: since(recent, endedAt - TAIL_MS).length,
    p50Us: percentile(measured, 0.5),
    p99Us: percentile(measured, 0.99),
    maxUs: percentile(measured, 1),
  }
}

/**
 * @param {readonly number[]} times
 * @param {number} from
 */
function since(times, from) {
  return times.filter((time) => time >= from)
}
