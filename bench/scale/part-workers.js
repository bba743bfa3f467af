import { startRig } from '../lib/rig.js'
import { median } from '../lib/stats.js'
import { formatNumber } from '../report/format.js'
import { createCcload } from '../targets/ccload.js'

const COUNTS = [1, 2]

/** @type {import('./scale.js').Part} */
export const workers = {
  id: 'workers',
  async run({ rounds, say }) {
    const rig = await startRig({ isPinned: false })
    await rig.setMode({ kind: 'json' })
    const subjects = []
    for (const count of COUNTS) {
      const environment = { CCLOAD_WORKERS: String(count) }
      const target = createCcload({ name: `workers-${count}`, environment })
      const running = await rig.startTarget(target)
      /** @type {{ rate: number, cpuUs: number }[]} */
      const results = []
      subjects.push({ count, running, results })
    }
    for (let round = 0; round <= rounds; round++) {
      for (const { count, running, results } of subjects) {
        say(`round ${round} of ${rounds}, ${count} workers`)
        const { completed, wallMs, targetCpuMs } = await rig.run({
          do: 'closed-loop',
          to: rig.destination(running),
          connections: 64,
          bodyBytes: 2048,
          stream: false,
          contentBytes: null,
          warmMs: round === 0 ? 4_000 : 500,
          measureMs: 2_000,
        })
        const result = { rate: (completed / wallMs) * 1e3, cpuUs: (targetCpuMs * 1e3) / completed }
        if (round > 0) results.push(result)
      }
    }
    for (const { running } of subjects) await running.stop()
    await rig.stop()
    return {
      id: 'workers',
      title: 'One machine, two cores, 2 KB requests on 64 connections, a SQLite file',
      header: ['workers', 'requests/s', 'CPU µs/request'],
      lines: subjects.map(({ count, results }) => [
        String(count),
        formatNumber(median(results.map(({ rate }) => rate))),
        formatNumber(median(results.map(({ cpuUs }) => cpuUs))),
      ]),
      goals: [],
      notes: [
        'Nothing is pinned; mock and load generator use the same two cores. The CPU includes the process above the workers.',
      ],
    }
  },
}
