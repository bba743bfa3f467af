import { interleave } from '../lib/rounds.js'
import { createFastStream, JSON_ANSWER_BYTES } from '../wire/answer.js'
import { CLOSE, FAR, QUICK, TRUST_COLUMNS, toBusy, toRows } from './scenario.js'

const FAST_EVENTS = 200

/**
 * A scenario in which connections send one request after another, to all targets in turn.
 *
 * @param {object} options
 * @param {string} options.id
 * @param {string} options.title
 * @param {readonly import('./scenario.js').Column[]} options.columns
 * @param {number} options.connections
 * @param {number} options.bodyBytes
 * @param {boolean} [options.stream]
 * @param {number} options.rounds
 * @param {number} [options.quickRounds]
 * @param {number} options.measureMs
 * @param {readonly string[]} [options.close] measured in every round
 * @param {readonly string[]} [options.far] measured once
 * @param {readonly string[]} [options.quick] all that a quick run measures
 * @returns {import('./scenario.js').Scenario}
 */
export function createClosedLoop(options) {
  const { id, title, columns, stream = false, rounds, quickRounds = 1 } = options
  const { close = CLOSE, far = FAR, quick = QUICK } = options
  return {
    id,
    title,
    columns: [...columns, ...TRUST_COLUMNS],
    async run({ rig, pool, isQuick, builds, say }) {
      const names = await pool.usable([...(isQuick ? quick : [...close, ...far]), ...builds])
      await rig.setMode(stream ? { kind: 'fast', events: FAST_EVENTS } : { kind: 'json' })
      const measure = createMeasurement(rig, pool, { ...options, stream, isQuick })
      const total = isQuick ? quickRounds : rounds
      const isDue = (/** @type {string} */ name, /** @type {number} */ round) =>
        round === 0 || !far.includes(name)
      const measured = await interleave(names, total, measure, { isDue, say })
      return { rows: toRows(measured), notes: [] }
    },
  }
}

/**
 * @param {import('../lib/rig.js').Rig} rig
 * @param {import('../lib/pool.js').Pool} pool
 * @param {{ connections: number, bodyBytes: number, stream: boolean, measureMs: number, isQuick: boolean }} options
 */
function createMeasurement(rig, pool, { connections, bodyBytes, stream, measureMs, isQuick }) {
  const contentBytes = stream ? createFastStream(FAST_EVENTS).contentBytes : JSON_ANSWER_BYTES
  /** @param {string} name */
  return async (name) => {
    const { rewritesAnswers } = pool.target(name)
    const result = await rig.run({
      do: 'closed-loop',
      to: rig.destination(pool.running(name)),
      connections,
      bodyBytes,
      stream,
      contentBytes: rewritesAnswers ? null : contentBytes,
      warmMs: isQuick ? 200 : 400,
      measureMs: isQuick ? Math.min(measureMs, 500) : measureMs,
    })
    return toMetrics(result)
  }
}

/** @param {any} result of a closed loop */
export function toMetrics(result) {
  const { wallMs, completed, targetCpuMs, wrong, truncated, failed, p50Us, p99Us } = result
  return {
    rate: (completed / wallMs) * 1e3,
    cpuUs: (targetCpuMs * 1e3) / completed,
    p50Us,
    p99Us,
    wrong,
    truncated,
    failed,
    bad: wrong + truncated + failed,
    ...toBusy(result),
  }
}

const RATE = [
  { key: 'rate', label: 'requests/s', digits: 0 },
  { key: 'cpuUs', label: 'CPU µs/request', digits: 1 },
  { key: 'p50Us', label: 'p50 µs', digits: 0 },
  { key: 'p99Us', label: 'p99 µs', digits: 0 },
]
const LATENCY = [
  { key: 'p50Us', label: 'p50 µs', digits: 0 },
  { key: 'p99Us', label: 'p99 µs', digits: 0 },
  { key: 'rate', label: 'requests/s', digits: 0 },
]

export const json2k = createClosedLoop({
  id: 'json-2k',
  title: 'JSON, 2 KB requests, 64 connections',
  columns: RATE,
  connections: 64,
  bodyBytes: 2048,
  rounds: 5,
  quickRounds: 2,
  measureMs: 1500,
  close: [...CLOSE, 'fastify', 'express'],
  far: ['undici-request', 'hono', 'portkey', 'ccr'],
  quick: [...QUICK, 'fastify'],
})

export const json100k = createClosedLoop({
  id: 'json-100k',
  title: 'JSON, 100 KB requests, 64 connections',
  columns: RATE,
  connections: 64,
  bodyBytes: 102_400,
  rounds: 5,
  quickRounds: 2,
  measureMs: 1200,
  quick: ['nginx', 'floor', 'ccload', 'undici-request'],
})

export const latency2k = createClosedLoop({
  id: 'c1-2k',
  title: 'One connection, 2 KB requests',
  columns: LATENCY,
  connections: 1,
  bodyBytes: 2048,
  rounds: 4,
  measureMs: 700,
})

export const latency100k = createClosedLoop({
  id: 'c1-100k',
  title: 'One connection, 100 KB requests',
  columns: LATENCY,
  connections: 1,
  bodyBytes: 102_400,
  rounds: 4,
  measureMs: 700,
})

export const sseFast = createClosedLoop({
  id: 'sse-fast',
  title: 'Streams of 200 events as fast as they go, 32 at a time',
  columns: [
    { key: 'rate', label: 'streams/s', digits: 0 },
    { key: 'cpuUs', label: 'CPU µs/stream', digits: 0 },
    { key: 'p50Us', label: 'p50 µs', digits: 0 },
    { key: 'p99Us', label: 'p99 µs', digits: 0 },
  ],
  connections: 32,
  bodyBytes: 2048,
  stream: true,
  rounds: 3,
  measureMs: 1200,
  far: ['undici-request', 'fastify', 'express', 'hono', 'portkey', 'ccr'],
})
