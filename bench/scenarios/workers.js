import { readFileSync } from 'node:fs'
import { setTimeout as delay } from 'node:timers/promises'
import { startRig } from '../lib/rig.js'
import { interleave } from '../lib/rounds.js'
import { createCcload } from '../targets/ccload.js'
import { createNginx } from '../targets/nginx.js'
import { JSON_ANSWER_BYTES } from '../wire/answer.js'
import { toMetrics } from './closed-loop.js'
import { TRUST_COLUMNS, toRows } from './scenario.js'

const WORKERS = 2

/** Longer than it takes a worker to see what another one has been told: it looks once a second. */
const SETTLE_MS = 2_000

/** @type {import('./scenario.js').Scenario} */
export const workers = {
  id: 'workers',
  title: 'Two workers, nothing pinned: 2 KB requests, 64 connections',
  columns: [
    { key: 'rate', label: 'requests/s', digits: 0 },
    { key: 'cpuUs', label: 'CPU µs/request', digits: 1 },
    { key: 'p99Us', label: 'p99 µs', digits: 0 },
    ...TRUST_COLUMNS,
  ],
  async run({ isQuick, say }) {
    const ccload = createCcload({
      name: 'ccload-2',
      environment: { CCLOAD_WORKERS: String(WORKERS) },
    })
    const nginx = createNginx(WORKERS)
    const reason = ccload.missing() ?? nginx.missing()
    if (reason !== undefined) return { rows: {}, notes: [`left out: ${reason}`] }
    const rig = await startRig({ isPinned: false })
    /** @type {Map<string, import('../targets/target.js').Running>} */
    const running = new Map()
    try {
      const folder = rig.createFolder('ccload')
      running.set(ccload.name, await ccload.start(rig.surroundings(folder)))
      if (readFileSync(`${folder}/ccload.log`, 'utf8').includes('CCLOAD_WORKERS is no setting')) {
        return { rows: {}, notes: ['left out: this build does not know CCLOAD_WORKERS'] }
      }
      running.set(nginx.name, await rig.startTarget(nginx))
      await delay(SETTLE_MS)
      const measured = await interleave(
        [...running.keys()],
        isQuick ? 1 : 3,
        async (name) =>
          toMetrics(
            await rig.run({
              do: 'closed-loop',
              to: rig.destination(/** @type {any} */ (running.get(name))),
              connections: 64,
              bodyBytes: 2048,
              stream: false,
              contentBytes: JSON_ANSWER_BYTES,
              warmMs: isQuick ? 400 : 2_500,
              measureMs: isQuick ? 600 : 1500,
            }),
          ),
        { say },
      )
      return { rows: toRows(measured), notes: [] }
    } finally {
      await Promise.all([...running.values()].map((each) => each.stop()))
      await rig.stop()
    }
  },
}
