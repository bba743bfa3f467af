import { rssOf, treeOf } from '../lib/proc.js'
import { interleave } from '../lib/rounds.js'
import { TOKEN } from '../wire/identity.js'
import { createBody } from '../wire/request.js'
import { toRows } from './scenario.js'

const body = createBody(2048, false)

/** A process that has just answered is still busy with itself. */
const IDLE_MS = 1000

/** @type {import('./scenario.js').Scenario} */
export const start = {
  id: 'start',
  title: 'From the start of the process to its first answer, and its memory when idle',
  columns: [
    { key: 'startMs', label: 'to first answer, ms', digits: 0 },
    { key: 'rssMb', label: 'idle RSS MB', digits: 0 },
  ],
  async run({ rig, pool, isQuick, builds, say }) {
    const others = isQuick ? [] : ['nginx', 'portkey', 'ccr']
    const wanted = ['floor', 'ccload', ...others, ...builds]
    const names = wanted.filter((name) => pool.names.includes(name) && !pool.skipped.has(name))
    await rig.setMode({ kind: 'json' })
    const measured = await interleave(
      names,
      isQuick ? 1 : 5,
      async (name) => {
        const restart = await prepare(rig, pool.target(name))
        const startedAt = performance.now()
        const running = await restart()
        await firstAnswer(running)
        const startMs = performance.now() - startedAt
        await new Promise((resolve) => setTimeout(resolve, IDLE_MS))
        const rssMb = rssOf(treeOf(running.pid)) / 1e6
        await running.stop()
        return { startMs, rssMb }
      },
      { isDue: (name, round) => round === 0 || name !== 'ccr', say },
    )
    return { rows: toRows(measured), notes: [] }
  },
}

/**
 * A target that keeps its channels starts with those that it has: it is started once before.
 *
 * @param {import('../lib/rig.js').Rig} rig
 * @param {import('../targets/target.js').Target} target
 */
async function prepare(rig, target) {
  if (target.restart === undefined) return () => rig.startTarget(target)
  const folder = rig.createFolder(target.name)
  const first = await target.start(rig.surroundings(folder))
  await first.stop()
  return () =>
    /** @type {NonNullable<typeof target.restart>} */ (target.restart)(rig.surroundings(folder))
}

/** @param {import('../targets/target.js').Running} running */
async function firstAnswer({ url, headers }) {
  const response = await fetch(`${url}/v1/messages`, {
    method: 'POST',
    headers: {
      ...headers,
      authorization: `Bearer ${TOKEN}`,
      'content-type': 'application/json',
      'anthropic-version': '2023-06-01',
    },
    body,
  })
  await response.arrayBuffer()
  if (response.status !== 200) throw new Error(`The first answer was ${response.status}`)
}
