import { setTimeout as delay } from 'node:timers/promises'
import { exactly } from '../logs/output.js'
import { formatNumber } from '../report/format.js'
import { startProcesses } from './processes.js'

const CONNECTIONS = 16
const REQUESTS_EACH = 5_000
const WRITTEN_AFTER_MS = 2_000

/** @type {import('./scale.js').Part} */
export const totals = {
  id: 'totals',
  async run({ rig, processes, databaseUrl, database, say }) {
    await rig.setMode({ kind: 'json' })
    const servers = await startProcesses(rig, processes, databaseUrl)
    let completed = 0
    for (const [at, each] of servers.running.entries()) {
      say(`process ${at + 1} of ${processes}`)
      const result = await rig.run({
        do: 'counted',
        to: rig.destination(each),
        connections: CONNECTIONS,
        requests: REQUESTS_EACH,
        perSecond: null,
        bodyBytes: 2048,
      })
      completed += result.completed
    }
    await delay(WRITTEN_AFTER_MS)
    await servers.stop()
    const { rows, rolledUp } = await servers.database.count()
    return {
      id: 'totals',
      title: `What ${processes} processes on ${database} have counted`,
      header: ['answered', 'in the log', 'in the statistics'],
      lines: [[completed, rows, rolledUp].map((each) => formatNumber(each))],
      goals: [
        exactly('answered', completed, processes * REQUESTS_EACH),
        exactly('rows in the log', rows, completed),
        exactly('attempts in the statistics', rolledUp, completed),
      ],
      notes: [],
    }
  },
}
