import { runCounted } from '../load/counted.js'

/**
 * Load on several servers at once, in a process of its own, so that it takes no time from the program
 * that measures beside it. It runs from the first message to the second, which is `stop`.
 *
 * @typedef {object} SteadyLoad
 * @property {readonly import('../load/load.js').Destination[]} to
 * @property {number} connections to each
 * @property {number} perSecond to each
 * @property {number} bodyBytes
 */

/** Whether to go on is looked at so often. */
const JOB_SECONDS = 1

let isStopping = false

process.on('message', (received) => {
  if (received === 'stop') {
    isStopping = true
    return
  }
  const { to, ...each } = /** @type {SteadyLoad} */ (received)
  void Promise.all(to.map((destination) => serve(destination, each))).then((all) => {
    const sum = (/** @type {'completed' | 'wrong' | 'failed'} */ name) =>
      all.reduce((total, result) => total + result[name], 0)
    process.send?.({ answered: sum('completed'), wrong: sum('wrong') + sum('failed') })
  })
})
process.on('disconnect', () => process.exit(0))

/**
 * @param {import('../load/load.js').Destination} to
 * @param {Omit<SteadyLoad, 'to'>} load
 */
async function serve(to, { connections, perSecond, bodyBytes }) {
  const total = { completed: 0, wrong: 0, failed: 0 }
  while (!isStopping) {
    const { completed, wrong, failed } = await runCounted({
      do: 'counted',
      to,
      connections,
      requests: perSecond * JOB_SECONDS,
      perSecond,
      bodyBytes,
    })
    total.completed += completed
    total.wrong += wrong
    total.failed += failed
  }
  return total
}
