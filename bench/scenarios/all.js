import { json2k, json100k, latency2k, latency100k, sseFast } from './closed-loop.js'
import { memory1000, streams2000, streams10000 } from './held-streams.js'
import { sse500 } from './paced-streams.js'
import { logRows, manyChannels } from './pairs.js'
import { slowReaders } from './slow-readers.js'
import { start } from './start.js'
import { workers } from './workers.js'

/**
 * In this order the targets of the first five are started once; the others start their own.
 *
 * @type {readonly import('./scenario.js').Scenario[]}
 */
export const scenarios = [
  json2k,
  json100k,
  latency2k,
  latency100k,
  sse500,
  sseFast,
  memory1000,
  streams2000,
  streams10000,
  manyChannels,
  logRows,
  slowReaders,
  start,
  workers,
]
