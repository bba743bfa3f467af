import { interleave } from '../lib/rounds.js'
import { CLOSE, QUICK, TRUST_COLUMNS, toBusy, toRows } from './scenario.js'

/**
 * @typedef {object} Streams
 * @property {number} streams
 * @property {number} bodyBytes
 * @property {number} intervalMs
 * @property {number} settleMs
 * @property {number} measureMs
 */

/** How many streams are opened at a time. */
const OPENING = 50

/** The time within which an upstream has to notice that its client is gone, and some. */
const LEAVE_MS = 1_200

/**
 * Opens streams through a target, measures their events, and has all clients leave at once.
 *
 * @param {import('../lib/rig.js').Rig} rig
 * @param {import('../targets/target.js').Running} running
 * @param {Streams} options
 */
export async function measureStreams(rig, running, options) {
  const { intervalMs } = options
  await rig.setMode({ kind: 'paced', intervalMs })
  const result = await rig.run({
    do: 'open-streams',
    to: rig.destination(running),
    opening: OPENING,
    ...options,
  })
  await rig.run({ do: 'leave-streams' })
  await new Promise((resolve) => setTimeout(resolve, LEAVE_MS))
  const { openStreams } = await rig.mockState()
  const { wallMs, events, targetCpuMs, rssBytes, delayP50Us, delayP99Us } = result
  const { refused, lost, stalled, open, openingMs } = result
  return {
    delayP50Us,
    delayP99Us,
    cpuUs: (targetCpuMs * 1e3) / events,
    eventRate: (events / wallMs) * 1e3,
    rssMb: rssBytes / 1e6,
    openingMs,
    open,
    refused,
    lost,
    stalled,
    bad: refused + lost + stalled,
    stillOpen: openStreams,
    ...toBusy(result),
  }
}

const EVENT_COLUMNS = [
  { key: 'delayP50Us', label: 'event delay p50 µs', digits: 0 },
  { key: 'delayP99Us', label: 'event delay p99 µs', digits: 0 },
  { key: 'cpuUs', label: 'CPU µs/event', digits: 1 },
]

const FAR = ['fastify', 'express', 'hono', 'ccr']

/** @type {import('./scenario.js').Scenario} */
export const sse500 = {
  id: 'sse-500',
  title: '500 streams, an event each 20 ms',
  columns: [...EVENT_COLUMNS, { key: 'eventRate', label: 'events/s', digits: 0 }, ...TRUST_COLUMNS],
  async run({ rig, pool, isQuick, builds, say }) {
    const names = await pool.usable([...(isQuick ? QUICK : [...CLOSE, ...FAR]), ...builds])
    const options = {
      streams: 500,
      bodyBytes: 2048,
      intervalMs: 20,
      settleMs: isQuick ? 300 : 700,
      measureMs: isQuick ? 800 : 2500,
    }
    const measured = await interleave(
      names,
      isQuick ? 1 : 3,
      (name) => measureStreams(rig, pool.running(name), options),
      { isDue: (name, round) => round === 0 || !FAR.includes(name), say },
    )
    return { rows: toRows(measured), notes: [] }
  },
}
