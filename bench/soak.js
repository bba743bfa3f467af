import { handlesOf, rssOf, treeOf } from './lib/proc.js'
import { startRig } from './lib/rig.js'
import { slope } from './lib/stats.js'
import { saveJson } from './report/report.js'
import { createCcload } from './targets/ccload.js'

/** Load for most of a minute, then a pause in which everything that is idle is closed. */
const LOAD_MS = 50_000
const PAUSE_MS = 10_000

/** The part of a run in which code is still being compiled and caches fill. */
const WARM_UP = 0.2

/** What counts as no growth: below what the noise of single samples makes of half an hour. */
const MAX_SLOPE_MB_PER_HOUR = 10

/** With fewer looks than this, a slope says nothing. */
const MIN_SAMPLES = 5

/**
 * One look at the server in a pause, and what the clients saw in the minute before.
 *
 * @typedef {{ minutes: number, rssMb: number, descriptors: number, threads: number,
 *   openStreams: number, requests: number, complete: number, errors: number, truncated: number,
 *   left: number, failed: number }} Sample
 */

/**
 * Runs the server under a mixture of plain requests and streams, faults of the upstreams and
 * clients that leave, and looks at its memory and handles in the pauses.
 *
 * @param {{ minutes: number, print: (text: string) => void }} options
 * @returns {Promise<boolean>} whether memory and handles were steady
 */
export async function runSoak({ minutes, print }) {
  const target = createCcload()
  const reason = target.missing()
  if (reason !== undefined) throw new Error(reason)
  const rig = await startRig()
  const running = await rig.startTarget(target)
  /** @type {Sample[]} */
  const samples = []
  const startedAt = performance.now()
  const elapsed = () => (performance.now() - startedAt) / 60_000
  await rig.setMode({ kind: 'mixed', events: 25, intervalMs: 20 })
  while (elapsed() < minutes) {
    const to = rig.destination(running)
    const durationMs = Math.min(LOAD_MS, minutes * 15_000)
    const counts = await rig.run({ do: 'mixed', to, clients: 100, pauseMs: 100, durationMs })
    await new Promise((resolve) => setTimeout(resolve, PAUSE_MS))
    const pids = treeOf(running.pid)
    if (pids.length === 0) throw new Error('The server is gone')
    const { openStreams } = await rig.mockState()
    const rssMb = rssOf(pids) / 1e6
    const sample = { minutes: elapsed(), rssMb, ...handlesOf(pids), openStreams, ...counts }
    samples.push(sample)
    print(toLine(sample))
  }
  await running.stop()
  await rig.stop()
  return conclude(samples, print)
}

/** @param {Sample} sample */
function toLine({ minutes, rssMb, descriptors, threads, openStreams, ...counts }) {
  const { complete, errors, truncated, left, failed } = counts
  return `${minutes.toFixed(1).padStart(5)} min  RSS ${rssMb.toFixed(1)} MB  ${descriptors} descriptors  ${threads} threads  ${openStreams} open upstream  |  ${complete} complete, ${errors} errors, ${truncated} cut off, ${left} left, ${failed} failed\n`
}

/**
 * @param {readonly Sample[]} samples
 * @param {(text: string) => void} print
 */
function conclude(samples, print) {
  const warm = samples.slice(Math.ceil(samples.length * WARM_UP))
  if (warm.length < MIN_SAMPLES) {
    print('Too short to judge.\n')
    return false
  }
  const mbPerHour = slope(warm.map(({ minutes, rssMb }) => ({ x: minutes / 60, y: rssMb })))
  const spread = (/** @type {number[]} */ values) => Math.max(...values) - Math.min(...values)
  const descriptors = spread(warm.map((sample) => sample.descriptors))
  const threads = spread(warm.map((sample) => sample.threads))
  const openStreams = Math.max(...samples.map((sample) => sample.openStreams))
  const isSteady =
    mbPerHour <= MAX_SLOPE_MB_PER_HOUR && descriptors === 0 && threads === 0 && openStreams === 0
  saveJson('soak', { samples, mbPerHour, descriptors, threads, openStreams, isSteady })
  print(
    `RSS ${mbPerHour.toFixed(1)} MB/hour (goal ≤ ${MAX_SLOPE_MB_PER_HOUR}), descriptors ± ${descriptors}, threads ± ${threads}, at most ${openStreams} streams left open upstream: ${isSteady ? 'steady' : 'NOT STEADY'}\n`,
  )
  return isSteady
}
