import { setTimeout as delay } from 'node:timers/promises'
import { atMost, exactly } from '../logs/output.js'
import { createRandom } from '../logs/random.js'
import { formatNumber } from '../report/format.js'
import { afterKills } from './after-kills.js'
import { startProcesses } from './processes.js'

const CONNECTIONS = 8
const PER_SECOND = 300
const BATCH_ROWS = 1_000

/** @type {import('./scale.js').Part} */
export const killed = {
  id: 'kills',
  async run(context) {
    const { rig, processes, kills, databaseUrl, database, say } = context
    await rig.setMode({ kind: 'json' })
    const servers = await startProcesses(rig, processes, databaseUrl)
    const random = createRandom(11)
    let answered = 0
    let bound = 0
    for (let round = 1; round <= kills; round++) {
      say(`kill ${round} of ${kills}`)
      const at = Math.floor(random() * processes)
      const victim = servers.running[at]
      if (victim === undefined || victim.pid === null) continue
      const load = rig.run({
        do: 'counted',
        to: rig.destination(victim),
        connections: CONNECTIONS,
        requests: Number.MAX_SAFE_INTEGER,
        perSecond: PER_SECOND,
        bodyBytes: 2048,
      })
      await delay(1_000 + random() * 1_000)
      process.kill(victim.pid, 'SIGKILL')
      const { completed, completedInTail } = await load
      answered += completed
      bound += completedInTail + BATCH_ROWS
      await servers.replace(at)
    }
    await servers.stop()
    const { rows, distinct, rolledUp } = await servers.database.count()
    return [
      {
        id: 'kills',
        title: `${kills} times one of ${processes} processes on ${database} is killed`,
        header: ['answered', 'in the log', 'in the statistics', 'lost per kill', 'bound per kill'],
        lines: [
          [answered, rows, rolledUp, (answered - rows) / kills, bound / kills].map((each) =>
            formatNumber(each),
          ),
        ],
        goals: [
          exactly('attempts in the statistics', rolledUp, rows),
          exactly('attempts in the log once', distinct, rows),
          atMost('rows lost', Math.max(0, answered - rows), bound),
          atMost(
            'rows beyond what was answered',
            Math.max(0, rows - answered),
            CONNECTIONS * kills,
          ),
        ],
        notes: [
          `${PER_SECOND} requests/s on the process that is killed. An answer that was on its way to its client when the process died may be in the log without having been counted.`,
        ],
      },
      await afterKills(context, servers),
    ]
  },
}
