import { rssOf } from '../lib/proc.js'
import { percentile } from '../lib/stats.js'
import { nowUs } from '../wire/clock.js'
import { createBody, createHead } from '../wire/request.js'
import { Client } from './client.js'
import { startMeter } from './meter.js'
import { StampReader } from './stamp-reader.js'

/**
 * Many streams at once, each with an event now and then. They stay open when the job is done: the
 * next job has their clients leave.
 *
 * @typedef {object} OpenStreamsJob
 * @property {'open-streams'} do
 * @property {import('./load.js').Destination} to
 * @property {number} streams
 * @property {number} bodyBytes
 * @property {number} opening how many may wait for their first bytes at a time
 * @property {number} intervalMs
 * @property {number} settleMs between the last opening and the measurement
 * @property {number} measureMs
 */

/** Streams that have not all opened by then: what is open is measured. */
const OPENING_LIMIT_MS = 60_000
const MAX_SAMPLES = 2_000_000

/** A stream without an event for this long has stalled: no interval in use comes near it. */
const STALL_MS = 3_000

/** @typedef {{ events: number, lastAt: number, longestMs: number }} Progress */

/** @type {Set<Client>} */
const open = new Set()

/** @param {OpenStreamsJob} job */
export async function openStreams(job) {
  const samples = new Float64Array(MAX_SAMPLES)
  /** @type {Map<Client, Progress>} */
  const streams = new Map()
  let events = 0
  let sampled = 0
  let lost = 0
  let refused = 0
  let isMeasuring = false
  const body = createBody(job.bodyBytes, true)

  /** @param {number} session */
  const openOne = (session) =>
    new Promise((resolve) => {
      const { port, headers, token } = job.to
      const head = createHead({
        host: `127.0.0.1:${port}`,
        bodyBytes: body.length,
        session,
        headers,
        token,
      })
      const progress = { events: 0, lastAt: 0, longestMs: 0 }
      const stamps = new StampReader((us) => {
        const now = nowUs()
        if (isMeasuring) {
          events++
          if (sampled < MAX_SAMPLES) samples[sampled++] = now - us
          progress.longestMs = Math.max(progress.longestMs, (now - progress.lastAt) / 1e3)
        }
        progress.lastAt = now
        progress.events++
      })
      const gone = (/** @type {Client} */ client) => {
        open.delete(client)
        if (client.status !== 200) refused++
        else lost++
        streams.delete(client)
        resolve(undefined)
      }
      const client = new Client({
        port,
        head,
        body,
        events: {
          onPayload: (client, bytes, from, to) => {
            if (client.status !== 200) return
            stamps.push(bytes, from, to)
            resolve(undefined)
          },
          onEnd: (client) => {
            client.leave()
            gone(client)
          },
          onBroken: gone,
        },
      })
      open.add(client)
      streams.set(client, progress)
      client.send()
    })

  const startedAt = performance.now()
  await openAll(job, openOne)
  const openingMs = performance.now() - startedAt
  await delay(job.settleMs)
  for (const progress of streams.values()) progress.lastAt = nowUs()
  const stop = startMeter(job.to.pids)
  isMeasuring = true
  await delay(job.measureMs)
  isMeasuring = false
  const meter = stop()
  const now = nowUs()
  let stalled = 0
  let longestMs = 0
  for (const { lastAt, longestMs: longest } of streams.values()) {
    const silence = Math.max(longest, (now - lastAt) / 1e3)
    longestMs = Math.max(longestMs, silence)
    if (silence > Math.max(STALL_MS, 3 * job.intervalMs)) stalled++
  }
  const delays = samples.subarray(0, sampled)
  return {
    ...meter,
    events,
    refused,
    lost,
    stalled,
    open: streams.size,
    openingMs,
    longestMs,
    rssBytes: rssOf(job.to.pids),
    delayP50Us: percentile(delays, 0.5),
    delayP99Us: percentile(delays, 0.99),
  }
}

/** All clients close their connections at once. */
export async function leaveStreams() {
  const left = open.size
  for (const client of open) client.leave()
  open.clear()
  return { left }
}

/**
 * @param {OpenStreamsJob} job
 * @param {(session: number) => Promise<unknown>} openOne
 */
async function openAll(job, openOne) {
  let next = 0
  let isLate = false
  const late = delay(OPENING_LIMIT_MS).then(() => {
    isLate = true
  })
  const worker = async () => {
    while (next < job.streams && !isLate) await openOne(next++)
  }
  await Promise.race([Promise.all(Array.from({ length: job.opening }, worker)), late])
}

/** @param {number} ms */
function delay(ms) {
  return new Promise((resolve) => setTimeout(resolve, ms))
}
