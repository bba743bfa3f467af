import { setTimeout as delay } from 'node:timers/promises'
import { formatNumber } from '../report/format.js'
import { toSqlitePath } from './databases.js'
import { atMost, exactly } from './output.js'
import { createRandom } from './random.js'
import { startServer } from './server.js'
import { checkIntegrity, readCounts } from './sqlite-file.js'

const CONNECTIONS = 32

/** Half of what one core serves: the rest is for the reader of the answers. */
const PER_SECOND = 1_500

/** Rows of the batch that is being written when the process dies. */
const BATCH_ROWS = 1_000

/** One kill. @typedef {{ lost: number, bound: number, integrity: string }} Kill */

/** @type {import('./parts.js').Part} */
export const kill = {
  id: 'kill',
  async run({ rig, kills, say }) {
    const folder = rig.createFolder('logs-kill')
    const path = toSqlitePath(folder)
    const random = createRandom(7)
    await rig.setMode({ kind: 'json' })
    /** @type {Kill[]} */
    const all = []
    let server = await startServer(rig, { folder, isNew: true })
    let rowsBefore = 0
    let answered = 0
    for (let round = 1; round <= kills; round++) {
      say(`kill ${round} of ${kills}`)
      const load = rig.run({
        do: 'counted',
        to: rig.destination(server.running),
        connections: CONNECTIONS,
        requests: Number.MAX_SAFE_INTEGER,
        perSecond: PER_SECOND,
        bodyBytes: 2048,
      })
      await delay(1_000 + random() * 1_000)
      process.kill(server.pid, 'SIGKILL')
      const { completed, completedInTail } = await load
      const integrity = checkIntegrity(path)
      server = await startServer(rig, { folder, isNew: false })
      // What the journal holds is written now.
      await server.drained()
      const { rows } = readCounts(path)
      answered += completed
      all.push({
        integrity,
        lost: Math.max(0, completed - (rows - rowsBefore)),
        bound: completedInTail + BATCH_ROWS,
      })
      rowsBefore = rows
    }
    await server.running.stop()
    const { rows, distinct } = readCounts(path)
    const clean = all.filter(({ integrity }) => integrity === 'ok').length
    const within = all.filter(({ lost, bound }) => lost <= bound).length
    const losses = all.map(({ lost }) => lost)
    const sum = losses.reduce((total, lost) => total + lost, 0)
    return {
      id: 'kill',
      title: `kill -9 under load, ${kills} times`,
      header: ['', 'measured'],
      lines: [
        ['requests answered', formatNumber(answered)],
        ['rows lost by a kill, at most', formatNumber(Math.max(...losses))],
        ['on average', formatNumber(sum / kills, 1)],
        [
          'bound, on average',
          formatNumber(all.reduce((total, { bound }) => total + bound, 0) / kills),
        ],
        ['each', losses.join(' ')],
      ],
      goals: [
        exactly('databases that were whole after it', clean, kills),
        exactly('kills that lost no more than the bound', within, kills),
        atMost('rows that are in the log twice', rows - distinct, 0),
      ],
      notes: [
        `The bound: what was answered within the last 500 ms, and the batch of ${formatNumber(BATCH_ROWS)} that was being written. ${formatNumber(PER_SECOND)} requests/s, killed after one to two seconds.`,
      ],
    }
  },
}
