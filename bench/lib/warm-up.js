/** Enough for V8 to have compiled what a target does for each request. */
const WARM_UP_MS = 3000

/** Enough for most of it. */
const QUICK_WARM_UP_MS = 1500

/**
 * Has a target answer for a while, so that the first measurement meets the code that all the others
 * meet.
 *
 * @param {import('./rig.js').Rig} rig
 * @param {import('../targets/target.js').Running} running
 * @param {{ isQuick: boolean }} options
 */
export async function warmUp(rig, running, { isQuick }) {
  await rig.setMode({ kind: 'json' })
  await rig.run({
    do: 'closed-loop',
    to: rig.destination(running),
    connections: 64,
    bodyBytes: 2048,
    stream: false,
    contentBytes: null,
    warmMs: isQuick ? QUICK_WARM_UP_MS : WARM_UP_MS,
    measureMs: 1,
  })
}
