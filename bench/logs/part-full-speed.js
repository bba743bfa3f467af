import { formatNumber } from '../report/format.js'
import { toSqlitePath } from './databases.js'
import { exactly } from './output.js'
import { startServer } from './server.js'
import { checkIntegrity, readCounts } from './sqlite-file.js'
import { cpuMsOfThreads, threadsSince } from './threads.js'

const CONNECTIONS = 64
const WARM_UP = 2_000

/** @type {import('./parts.js').Part} */
export const fullSpeed = {
  id: 'full-speed',
  async run({ rig, requests, say }) {
    const folder = rig.createFolder('logs-full-speed')
    const server = await startServer(rig, { folder, isNew: true })
    await rig.setMode({ kind: 'json' })
    const before = await rig.mockState()
    /** @returns {import('../load/load.js').Job} */
    const toJob = (/** @type {number} */ count) => ({
      do: 'counted',
      to: rig.destination(server.running),
      connections: CONNECTIONS,
      requests: count,
      perSecond: null,
      bodyBytes: 2048,
    })
    say('warming up')
    const warm = await rig.run(toJob(Math.min(WARM_UP, requests)))
    await server.drained()
    const threads = cpuMsOfThreads(server.pid)
    say(`${requests} requests`)
    const result = await rig.run(toJob(requests))
    const whileServing = threadsSince(server.pid, threads)
    const atEnd = await server.counters()
    const counters = await server.drained()
    const used = threadsSince(server.pid, threads)
    const { requests: after } = await rig.mockState()
    await server.running.stop()
    const path = toSqlitePath(folder)
    const { rows, distinct, rolledUp } = readCounts(path)
    const attempts = after - before.requests
    const share = (used.databaseMs / used.totalMs) * 100
    return {
      id: 'full-speed',
      title: `${formatNumber(requests)} requests at full speed, a row for each`,
      header: ['', 'measured'],
      lines: [
        ['requests/s', formatNumber((result.completed / result.wallMs) * 1e3)],
        ['latency p99, ms', formatNumber(result.p99Us / 1e3, 1)],
        ['rows that still waited at the last answer', formatNumber(atEnd.log_queue)],
        ['rows that went by the journal', formatNumber(counters.log_spilled)],
        [
          "CPU of the database's thread, µs/row",
          formatNumber((used.databaseMs * 1e3) / requests, 1),
        ],
        ["its share of the server's CPU, %", formatNumber(share, 1)],
        [
          'its share while requests were served, %',
          formatNumber((whileServing.databaseMs / whileServing.totalMs) * 100, 1),
        ],
      ],
      goals: [
        exactly(
          'requests that were not answered',
          warm.wrong + result.wrong + warm.failed + result.failed,
          0,
        ),
        exactly('rows', rows, attempts),
        exactly('rows that are in the log once', distinct, attempts),
        exactly('attempts in the statistics', rolledUp, attempts),
        exactly('rows dropped', counters.log_dropped, 0),
        {
          text: 'database after it',
          value: checkIntegrity(path),
          bound: 'ok',
          met: checkIntegrity(path) === 'ok',
        },
      ],
      notes: [
        'Attempts are counted by the mock upstream, its warm-up included. The thread of the database is taken to be the busiest one beside the main thread.',
      ],
    }
  },
}
