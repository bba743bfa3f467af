import { performance } from 'node:perf_hooks'

const [seconds, nanoseconds] = process.hrtime()
const offsetUs = seconds * 1e6 + nanoseconds / 1e3 - performance.now() * 1e3

/**
 * Microseconds of the machine's monotonic clock: the same in every process, so that what the mock
 * stamps can be subtracted by the load generator.
 *
 * @returns {number}
 */
export function nowUs() {
  return performance.now() * 1e3 + offsetUs
}
