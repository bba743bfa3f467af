import { setTimeout as delay } from 'node:timers/promises'
import { formatNumber } from '../report/format.js'
import { direct } from '../targets/direct.js'
import { keepNoLonger, toSqlitePath } from './databases.js'
import { atMost } from './output.js'
import { DASHBOARD, findKnown, STATISTICS, toPages } from './queries.js'
import { startServer } from './server.js'
import { readOldestId } from './sqlite-file.js'

const STREAMS = 50
const INTERVAL_MS = 20
const MAX_ADDED_MS = 5

/** Just before retention begins, which is ten seconds after the start. */
const UPKEEP_MS = 9_500

/** @typedef {import('../targets/target.js').Running} Running */

/** @type {import('./parts.js').Part} */
export const undisturbed = {
  id: 'undisturbed',
  async run(context) {
    const { rig, seconds, say } = context
    const rows = context.rows.at(-1) ?? 0
    const database = await context.sqliteOf(rows)
    const { folder } = database
    keepNoLonger(database)
    const target = await rig.startTarget(direct)
    const measureMs = seconds * 1_000
    say('quiet')
    const before = await startServer(rig, { folder, isNew: false })
    await before.pointTo(rig.surroundings(folder).upstreams)
    const quietDirect = await measure(rig, target, Math.min(measureMs, 4_000))
    const quiet = await measure(rig, before.running, Math.min(measureMs, 4_000))
    await before.configure({ log_retention_days: 2 })
    await before.running.stop()
    const server = await startServer(rig, { folder, isNew: false })
    const queries = [...DASHBOARD, ...STATISTICS, ...toPages(await findKnown(server))]
    await delay(UPKEEP_MS)
    say('with queries and retention')
    const oldest = readOldestId(toSqlitePath(folder))
    const asking = ask(server, queries)
    const busy = await measure(rig, server.running, measureMs)
    const removed = readOldestId(toSqlitePath(folder)) - oldest
    const busyDirect = await measure(rig, target, measureMs)
    const asked = await asking.stop()
    await server.running.stop()
    const ms = (/** @type {number} */ us) => formatNumber(us / 1e3, 2)
    const toLine = (
      /** @type {string} */ name,
      /** @type {any} */ base,
      /** @type {any} */ own,
    ) => [
      name,
      ...[base.delayP50Us, own.delayP50Us, base.delayP99Us, own.delayP99Us].map(ms),
      ms(own.delayP99Us - base.delayP99Us),
    ]
    const added = (busy.delayP99Us - busyDirect.delayP99Us) / 1e3
    return {
      id: 'undisturbed',
      title: `${STREAMS} paced streams while ${formatNumber(rows)} rows are queried and removed`,
      header: ['delay in ms', 'p50 direct', 'p50', 'p99 direct', 'p99', 'p99 added'],
      lines: [
        toLine('quiet', quietDirect, quiet),
        toLine('queries and retention', busyDirect, busy),
      ],
      goals: [
        atMost('delay added at p99', added, MAX_ADDED_MS, 'ms'),
        {
          text: 'rows removed meanwhile',
          value: formatNumber(removed),
          bound: '> 0',
          met: removed > 0,
        },
        atMost('streams lost or stalled', busy.lost + busy.stalled + busy.refused, 0),
      ],
      notes: [
        `One admin asked for all of the pages' queries without a pause: ${formatNumber(asked)} answers. Direct means without a proxy, under the same load on the machine.`,
      ],
    }
  },
}

/**
 * @param {import('../lib/rig.js').Rig} rig
 * @param {Running} running
 * @param {number} measureMs
 */
async function measure(rig, running, measureMs) {
  await rig.setMode({ kind: 'paced', intervalMs: INTERVAL_MS })
  const result = await rig.run({
    do: 'open-streams',
    to: rig.destination(running),
    streams: STREAMS,
    bodyBytes: 2048,
    opening: STREAMS,
    intervalMs: INTERVAL_MS,
    settleMs: 500,
    measureMs,
  })
  await rig.run({ do: 'leave-streams' })
  return result
}

/**
 * Asks for one query after another until it is stopped.
 *
 * @param {import('./server.js').Server} server
 * @param {readonly import('./queries.js').Query[]} queries
 */
function ask(server, queries) {
  let isStopped = false
  let answers = 0
  const run = async () => {
    while (!isStopped) {
      await server.get(queries[answers % queries.length]?.path ?? '/admin/session')
      answers++
    }
    return answers
  }
  const running = run()
  return {
    stop() {
      isStopped = true
      return running
    },
  }
}
