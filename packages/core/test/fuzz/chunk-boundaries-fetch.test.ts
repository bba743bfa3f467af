import { createFetchHandler } from '../../src/fetch.js'
import { serveFetch } from '../testing/hosts.js'
import { chunkBoundaries } from './chunk-boundaries.js'
import { RECORDED } from './recorded-answers.js'

// The adapter sees bytes only, so one answer of each kind of bytes will do.
const NAMES = ['a gzip stream', 'a stream with CRLF and odd lines', 'a message']

chunkBoundaries(
  (proxy) => serveFetch(createFetchHandler(proxy)),
  RECORDED.filter(({ name }) => NAMES.includes(name)),
)
