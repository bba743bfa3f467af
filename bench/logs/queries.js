import { median } from '../lib/stats.js'
import { NAMES } from './generate.js'

/**
 * A request of the admin pages.
 *
 * @typedef {{ name: string, path: string }} Query
 */

const HOURS = 30 * 24

/** The figures that the overview's charts show. */
const TOTALS =
  'requests,successes,client_errors,aborts,failures,p50_first_event_ms,p95_first_event_ms,cache_hit_rate'

/** What the overview asks for, in the steps that its charts have. @type {readonly Query[]} */
export const DASHBOARD = [
  { name: 'summary', path: '/admin/summary?hours=24' },
  { name: 'over time', path: `/admin/metrics?hours=24&bucket_min=10&group=none&fields=${TOTALS}` },
  {
    name: 'models over time',
    path: '/admin/metrics?hours=24&bucket_min=10&group=model&fields=cost_micro_usd',
  },
  { name: 'channels by the hour', path: '/admin/health?hours=24' },
  { name: 'recent errors', path: '/admin/recent-errors?hours=24' },
]

/** What the pages of statistics and of trends ask for. @type {readonly Query[]} */
export const STATISTICS = [
  ...['channel_model', 'channel', 'model', 'token', 'session'].map((group) => ({
    name: `by ${group.replace('_', ' and ')}`,
    path: `/admin/stats?hours=${HOURS}&group=${group}`,
  })),
  ...[
    { name: 'requests over time', group: 'none', field: 'requests' },
    { name: 'latency of channels over time', group: 'channel', field: 'p95_duration_ms' },
    { name: 'cost of models over time', group: 'model', field: 'cost_micro_usd' },
  ].map(({ name, group, field }) => ({
    name,
    path: `/admin/metrics?hours=${HOURS}&bucket_min=360&group=${group}&fields=${field}`,
  })),
]

/**
 * The newest page of the log with each filter by itself, over all 30 days.
 *
 * @param {{ requestId: string, sessionId: string }} known of some row
 * @returns {Query[]}
 */
export function toPages({ requestId, sessionId }) {
  /** @type {[string, Record<string, string>][]} */
  const filters = [
    ['no filter', {}],
    ['channel', { channel_id: String(NAMES.channel) }],
    ['rare channel', { channel_id: String(NAMES.rareChannel) }],
    ['model', { model: NAMES.model }],
    ['rare model', { model: NAMES.rareModel }],
    ['token', { token: NAMES.token }],
    ['rare token', { token: NAMES.rareToken }],
    ['session', { session: sessionId }],
    ['request', { request_id: requestId }],
    ['status ok', { status: 'ok' }],
    ['status error', { status: 'error' }],
    ['status 4xx', { status: '4xx' }],
    ['status 402, rare', { status: '402' }],
    ['text', { q: NAMES.text }],
    ['rare text', { q: NAMES.rareText }],
    ['text of no row', { q: 'no such text' }],
  ]
  return filters.map(([name, filter]) => ({
    name,
    path: `/admin/logs?${new URLSearchParams({ hours: String(HOURS), ...filter })}`,
  }))
}

/**
 * Some row's request and session.
 *
 * @param {import('./server.js').Server} server
 */
export async function findKnown(server) {
  const { text } = await server.get(`/admin/logs?hours=${HOURS}&limit=1`)
  const [row] = JSON.parse(text).data
  return { requestId: String(row.request_id), sessionId: String(row.session_id) }
}

/**
 * How long each query takes, measured in turn, round after round: the median, and the first time
 * after the server's start, which is not counted.
 *
 * @param {import('./server.js').Server} server
 * @param {readonly Query[]} queries
 * @param {number} rounds
 * @returns {Promise<Map<string, { ms: number, firstMs: number }>>} by name
 */
export async function measureQueries(server, queries, rounds) {
  /** @type {Map<string, number[]>} */
  const times = new Map(queries.map(({ name }) => [name, []]))
  for (let round = 0; round <= rounds; round++) {
    for (const { name, path } of queries) {
      const { ms } = await server.get(path)
      times.get(name)?.push(ms)
    }
  }
  return new Map(
    [...times].map(([name, [firstMs = Number.NaN, ...all]]) => [
      name,
      { ms: median(all), firstMs },
    ]),
  )
}

/**
 * The same for all of some queries that are sent at once, until the last of them is answered.
 *
 * @param {import('./server.js').Server} server
 * @param {readonly Query[]} queries
 * @param {number} rounds
 */
export async function measureTogether(server, queries, rounds) {
  const times = []
  for (let round = 0; round <= rounds; round++) {
    const startedAt = performance.now()
    await Promise.all(queries.map(({ path }) => server.get(path)))
    times.push(performance.now() - startedAt)
  }
  const [firstMs = Number.NaN, ...all] = times
  return { ms: median(all), firstMs }
}
