import { setTimeout as delay } from 'node:timers/promises'
import { percentile } from '../lib/stats.js'
import { atMost } from '../logs/output.js'
import { formatNumber } from '../report/format.js'
import { TOKEN } from '../wire/identity.js'
import { callAdmin, startProcesses } from './processes.js'

const LIMIT_MS = 10_000
const LOOK_EVERY_MS = 5

/** @type {import('./scale.js').Part} */
export const edits = {
  id: 'edits',
  async run({ rig, processes, edits: count, databaseUrl, database, say }) {
    const servers = await startProcesses(rig, processes, databaseUrl)
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
    await servers.stop()
    const p99 = percentile(times, 0.99)
    return {
      id: 'edits',
      title: `An edit of a channel, ${processes} processes on ${database}`,
      header: ['edits', 'p50 ms', 'p99 ms'],
      lines: [
        [formatNumber(count), formatNumber(percentile(times, 0.5)), formatNumber(p99)].map(String),
      ],
      goals: [atMost('in use by all, p99', Math.round(p99), 1_500, 'ms')],
      notes: ['From the answer to the edit until every other process has served the new model.'],
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
