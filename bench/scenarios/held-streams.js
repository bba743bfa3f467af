import { mostStreams } from '../lib/descriptors.js'
import { withFresh } from '../lib/fresh.js'
import { interleave } from '../lib/rounds.js'
import { measureStreams } from './paced-streams.js'
import { TRUST_COLUMNS, toRows } from './scenario.js'

/**
 * A scenario about the memory that open streams take. Each measurement starts its target anew, as
 * memory that a process once had it keeps.
 *
 * @param {object} options
 * @param {string} options.id
 * @param {string} options.title
 * @param {number} options.streams
 * @param {boolean} [options.isLong]
 * @param {number} options.bodyBytes
 * @param {number} options.intervalMs
 * @param {readonly string[]} options.close
 * @param {readonly string[]} [options.far]
 * @param {number} options.rounds
 * @param {number} options.measureMs
 * @returns {import('./scenario.js').Scenario}
 */
function createHeldStreams(options) {
  const { id, title, streams, isLong = false, bodyBytes, intervalMs, close, far = [] } = options
  return {
    id,
    title,
    isLong,
    columns: [
      { key: 'rssMb', label: 'RSS MB', digits: 0 },
      { key: 'idleMb', label: 'idle MB', digits: 0 },
      { key: 'kbPerStream', label: 'KB/stream', digits: 1 },
      { key: 'delayP50Us', label: 'event delay p50 µs', digits: 0 },
      { key: 'delayP99Us', label: 'event delay p99 µs', digits: 0 },
      { key: 'openingMs', label: 'to open all, ms', digits: 0 },
      { key: 'refused', label: 'refused' },
      { key: 'lost', label: 'lost' },
      { key: 'stalled', label: 'stalled' },
      { key: 'stillOpen', label: 'open upstream 1.2 s after all left' },
      ...TRUST_COLUMNS.slice(1),
    ],
    async run(bench) {
      const { pool, isQuick, builds, say } = bench
      const wanted = [...(isQuick ? ['floor', 'ccload'] : [...close, ...far]), ...builds]
      const names = wanted.filter((name) => pool.names.includes(name) && !pool.skipped.has(name))
      const count = Math.min(streams, mostStreams())
      const measure = (/** @type {string} */ name) =>
        withFresh(bench, pool.target(name), async (running, idleRss) => {
          const metrics = await measureStreams(bench.rig, running, {
            streams: count,
            bodyBytes,
            intervalMs,
            settleMs: isQuick ? 400 : 1500,
            measureMs: isQuick ? 1000 : options.measureMs,
          })
          const idleMb = idleRss / 1e6
          return { ...metrics, idleMb, kbPerStream: ((metrics.rssMb - idleMb) * 1e3) / count }
        })
      const measured = await interleave(names, isQuick ? 1 : options.rounds, measure, {
        isDue: (name, round) => round === 0 || !far.includes(name),
        say,
      })
      const notes =
        count < streams ? [`${count} streams: more files than that may not be open here`] : []
      return { rows: toRows(measured), notes }
    },
  }
}

export const memory1000 = createHeldStreams({
  id: 'memory-1000',
  title: '1,000 streams with 100 KB requests; then all clients leave',
  streams: 1000,
  bodyBytes: 102_400,
  intervalMs: 100,
  close: ['nginx', 'floor', 'ccload'],
  far: ['ccload-memory', 'undici-request', 'fastify', 'express', 'hono', 'ccr'],
  rounds: 3,
  measureMs: 1500,
})

export const streams2000 = createHeldStreams({
  id: 'streams-2000',
  isLong: true,
  title: '2,000 streams, an event each 500 ms, 50 KB requests',
  streams: 2000,
  bodyBytes: 51_200,
  intervalMs: 500,
  close: ['nginx', 'floor', 'ccload'],
  rounds: 1,
  measureMs: 4000,
})

export const streams10000 = createHeldStreams({
  id: 'streams-10000',
  isLong: true,
  title: '10,000 streams, an event each 500 ms, 50 KB requests',
  streams: 10_000,
  bodyBytes: 51_200,
  intervalMs: 500,
  close: ['nginx', 'floor', 'ccload'],
  rounds: 1,
  measureMs: 6000,
})
