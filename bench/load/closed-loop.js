import { percentile } from '../lib/stats.js'
import { createBody, createHead } from '../wire/request.js'
import { Client } from './client.js'
import { startMeter } from './meter.js'

/**
 * Connections that each send their next request as soon as the answer is complete.
 *
 * @typedef {object} ClosedLoopJob
 * @property {'closed-loop'} do
 * @property {import('./load.js').Destination} to
 * @property {number} connections
 * @property {number} bodyBytes
 * @property {boolean} stream
 * @property {number | null} contentBytes what a complete answer has; null where it may differ
 * @property {number} warmMs
 * @property {number} measureMs
 */

const MAX_SAMPLES = 2_000_000

/** @param {ClosedLoopJob} job */
export async function runClosedLoop(job) {
  const samples = new Float64Array(MAX_SAMPLES)
  let completed = 0
  let wrong = 0
  let truncated = 0
  let failed = 0
  let isMeasuring = false
  let isOver = false
  /** @type {Set<Client>} */
  const clients = new Set()
  const body = createBody(job.bodyBytes, job.stream)

  /** @param {number} session */
  const open = (session) => {
    const { port, headers, token } = job.to
    const head = createHead({
      host: `127.0.0.1:${port}`,
      bodyBytes: body.length,
      session,
      headers,
      token,
    })
    const client = new Client({
      port,
      head,
      body,
      events: {
        onEnd(client) {
          if (isMeasuring) {
            const isRight =
              client.status === 200 &&
              (job.contentBytes === null || client.contentBytes === job.contentBytes)
            if (isRight && completed < MAX_SAMPLES)
              samples[completed++] = performance.now() * 1e3 - client.sentAt
            else wrong++
          }
          if (!isOver) client.send()
        },
        onBroken(client, reason) {
          clients.delete(client)
          if (isMeasuring && reason === 'truncated') truncated++
          else if (isMeasuring && reason === 'error') failed++
          // A target that refuses connections must not turn this into a busy loop.
          if (!isOver) setTimeout(open, reason === 'error' ? 20 : 0, session)
        },
      },
    })
    clients.add(client)
    if (!isOver) client.send()
  }

  for (let session = 0; session < job.connections; session++) open(session)
  await delay(job.warmMs)
  const stop = startMeter(job.to.pids)
  isMeasuring = true
  await delay(job.measureMs)
  isMeasuring = false
  isOver = true
  const meter = stop()
  for (const client of clients) client.leave()
  const latencies = samples.subarray(0, completed)
  return {
    ...meter,
    completed,
    wrong,
    truncated,
    failed,
    p50Us: percentile(latencies, 0.5),
    p99Us: percentile(latencies, 0.99),
  }
}

/** @param {number} ms */
function delay(ms) {
  return new Promise((resolve) => setTimeout(resolve, ms))
}
