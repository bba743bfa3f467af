import { runClosedLoop } from './closed-loop.js'
import { runCounted } from './counted.js'
import { runMixed } from './mixed.js'
import { leaveStreams, openStreams } from './paced-streams.js'
import { runSlowReaders } from './slow-readers.js'

/**
 * Where a job sends its requests.
 *
 * @typedef {object} Destination
 * @property {number} port
 * @property {Record<string, string>} headers what this target needs besides the usual ones
 * @property {string} token
 * @property {number[]} pids the target's processes
 *
 * @typedef {import('./closed-loop.js').ClosedLoopJob
 *   | import('./counted.js').CountedJob
 *   | import('./paced-streams.js').OpenStreamsJob
 *   | { do: 'leave-streams' }
 *   | import('./slow-readers.js').SlowReadersJob
 *   | import('./mixed.js').MixedJob} Job
 */

/**
 * The load generator: carries out a job and tells what it measured.
 *
 * @param {Job} job
 */
export function carryOutJob(job) {
  switch (job.do) {
    case 'closed-loop':
      return runClosedLoop(job)
    case 'counted':
      return runCounted(job)
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
