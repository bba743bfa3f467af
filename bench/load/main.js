import { runClosedLoop } from './closed-loop.js'
import { runMixed } from './mixed.js'
import { leaveStreams, openStreams } from './paced-streams.js'
import { runSlowReaders } from './slow-readers.js'

/**
 * The load generator. Carries out one job at a time, given by its parent over IPC, and answers with
 * what it measured.
 *
 * @typedef {object} Destination
 * @property {number} port
 * @property {Record<string, string>} headers what this target needs besides the usual ones
 * @property {string} token
 * @property {{ target: number[], mock: number[] }} pids
 *
 * @typedef {import('./closed-loop.js').ClosedLoopJob
 *   | import('./paced-streams.js').OpenStreamsJob
 *   | { do: 'leave-streams' }
 *   | import('./slow-readers.js').SlowReadersJob
 *   | import('./mixed.js').MixedJob} Job
 */

/** @param {Job} job */
function carryOut(job) {
  switch (job.do) {
    case 'closed-loop':
      return runClosedLoop(job)
    case 'open-streams':
      return openStreams(job)
    case 'leave-streams':
      return leaveStreams()
    case 'slow-readers':
      return runSlowReaders(job)
    case 'mixed':
      return runMixed(job)
  }
}

process.on('message', async (job) => {
  process.send?.(await carryOut(/** @type {Job} */ (job)))
})
process.on('disconnect', () => process.exit(0))
