import { setTimeout as delay } from 'node:timers/promises'
import { formatNumber } from '../report/format.js'
import { createBody } from '../wire/request.js'
import { callAdmin, startProcesses } from './processes.js'

const PER_MINUTE = 600
const ASKED_PER_SECOND = 80
const TOLERANCE = 0.02

/** @type {import('./scale.js').Part} */
export const limit = {
  id: 'limit',
  async run({ rig, processes, minutes, databaseUrl, database, say }) {
    await rig.setMode({ kind: 'json' })
    const servers = await startProcesses(rig, processes, databaseUrl)
    const token = await callAdmin(servers.running[0], 'POST', '/admin/tokens', {
      name: 'limited',
      limits: { requests_per_minute: PER_MINUTE },
    })
    // Known to all by then: changes are looked for each second.
    await delay(3_000)
    const body = createBody(2048, false)
    /** @type {number[]} */
    const admitted = Array(minutes).fill(0)
    /** @type {Promise<void>[]} */
    const asked = []
    const startedAt = performance.now()
    for (let sent = 0; sent < minutes * 60 * ASKED_PER_SECOND; sent++) {
      const dueMs = (sent / ASKED_PER_SECOND) * 1e3 - (performance.now() - startedAt)
      if (dueMs > 1) await delay(dueMs)
      if (sent % (10 * ASKED_PER_SECOND) === 0) say(`${sent / ASKED_PER_SECOND} s`)
      const minute = Math.min(minutes - 1, Math.floor((performance.now() - startedAt) / 60_000))
      const { url } = servers.running[sent % processes] ?? { url: '' }
      asked.push(
        fetch(`${url}/v1/messages`, {
          method: 'POST',
          headers: { 'x-api-key': token.secret, 'content-type': 'application/json' },
          body,
        }).then(async (response) => {
          const text = await response.text()
          if (!response.ok && response.status !== 429) throw new Error(text.slice(0, 200))
          if (response.ok) admitted[minute] = (admitted[minute] ?? 0) + 1
        }),
      )
    }
    await Promise.all(asked)
    await servers.stop()
    const all = admitted.reduce((sum, each) => sum + each, 0)
    const off = all / (PER_MINUTE * minutes) - 1
    const percent = `${(off * 100).toFixed(1)} %`
    return {
      id: 'limit',
      title: `A token's ${PER_MINUTE} requests per minute, ${processes} processes on ${database}`,
      header: ['', 'admitted'],
      lines: [
        ...admitted.map((count, at) => [`minute ${at + 1}`, formatNumber(count)]),
        ['all', formatNumber(all)],
      ],
      goals: [
        {
          text: 'off the limit',
          value: percent,
          bound: `± ${TOLERANCE * 100} %`,
          met: Math.abs(off) <= TOLERANCE,
        },
      ],
      notes: [`${ASKED_PER_SECOND} requests/s were asked, of each process the same.`],
    }
  },
}
