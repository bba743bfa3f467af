import { rssOf, treeOf } from './proc.js'

/** How long a target is left alone before its idle memory is read. */
const IDLE_MS = 400

/**
 * Starts a target for one measurement and stops it afterwards. What fails is the reason why the
 * target is left out.
 *
 * @template T
 * @param {import('../scenarios/scenario.js').Bench} bench
 * @param {import('../targets/target.js').Target} target
 * @param {(running: import('../targets/target.js').Running, idleRss: number) => Promise<T>} measure
 */
export async function withFresh({ rig }, target, measure) {
  const running = await rig.startTarget(target)
  try {
    await rig.setMode({ kind: 'json' })
    await rig.run({
      do: 'closed-loop',
      to: rig.destination(running),
      connections: 4,
      bodyBytes: 2048,
      stream: false,
      contentBytes: null,
      warmMs: 50,
      measureMs: 100,
    })
    await new Promise((resolve) => setTimeout(resolve, IDLE_MS))
    return await measure(running, rssOf(treeOf(running.pid)))
  } finally {
    await running.stop()
  }
}
