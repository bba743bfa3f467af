import { setTimeout as delay } from 'node:timers/promises'
import { percentile } from '../lib/stats.js'
import { atMost, exactly } from '../logs/output.js'
import { formatNumber } from '../report/format.js'
import { TOKEN } from '../wire/identity.js'
import { callAdmin, startProcesses } from './processes.js'
import { startSteadyLoad } from './steady-load.js'

const LIMIT_MS = 10_000
const LOOK_EVERY_MS = 5

/** What each process serves meanwhile. */
const PER_SECOND = 200
const CONNECTIONS = 8
const WARM_MS = 3_000

/** @type {import('./scale.js').Part} */
export const edits = {
  id: 'edits',
  async run({ rig, processes, edits: count, databaseUrl, database, say }) {
    await rig.setMode({ kind: 'json' })
    const servers = await startProcesses(rig, processes, databaseUrl)
    const load = startSteadyLoad(rig, {
      to: servers.running.map((each) => rig.destination(each)),
      connections: CONNECTIONS,
      perSecond: PER_SECOND,
      bodyBytes: 2048,
    })
    await delay(WARM_MS)
    const [first, ...others] = servers.running
    const [{ id }] = await callAdmin(first, 'GET', '/admin/channels', undefined)
    const times = new Float64Array(count)
    for (let edit = 0; edit < count; edit++) {
      if (edit % 20 === 0) say(`edit ${edit} of ${count}`)
      const model = `edit-${edit}`
      await callAdmin(first, 'PATCH', `/admin/channels/${id}`, { models: [model] })
      const startedAt = performance.now()
      await Promise.all(others.map((other) => untilServed(other.url, model)))
      times[edit] = performance.now() - startedAt
    }
    const { perSecond, wrong } = await load.stop()
    await servers.stop()
    const p99 = percentile(times, 0.99)
    return {
      id: 'edits',
      title: `An edit of a channel, ${processes} processes under load on ${database}`,
      header: ['edits', 'requests/s meanwhile', 'p50 ms', 'p99 ms', 'slowest ms'],
      lines: [
        [count, perSecond, percentile(times, 0.5), p99, percentile(times, 1)].map((each) =>
          formatNumber(each),
        ),
      ],
      goals: [
        atMost('in use by all, p99', Math.round(p99), 1_500, 'ms'),
        exactly('requests that failed', wrong, 0),
      ],
      notes: [
        `From the answer to the edit until every other process has served the new model, while each answers ${PER_SECOND} requests/s.`,
      ],
    }
  },
}

/**
 * @param {string} url
 * @param {string} model
 */
async function untilServed(url, model) {
  const until = performance.now() + LIMIT_MS
  while (performance.now() < until) {
    const response = await fetch(`${url}/v1/models/${model}`, { headers: { 'x-api-key': TOKEN } })
    await response.arrayBuffer()
    if (response.ok) return
    await delay(LOOK_EVERY_MS)
  }
  throw new Error(`${url} did not serve ${model} within ${LIMIT_MS} ms`)
}
