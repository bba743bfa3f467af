import { setTimeout as delay } from 'node:timers/promises'
import { formatNumber } from '../report/format.js'
import { askForMinutes } from './ask-for-minutes.js'
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
    const admitted = await askForMinutes({
      servers: servers.running,
      secret: token.secret,
      minutes,
      perSecond: ASKED_PER_SECOND,
      say,
    })
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
