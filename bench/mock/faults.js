import { STREAM_HEAD, STREAM_START } from '../wire/answer.js'

/**
 * @param {string} type
 * @param {string} statusLine
 * @param {string} headers
 */
function createError(type, statusLine, headers = '') {
  const body = JSON.stringify({ type: 'error', error: { type, message: 'A fault of the soak.' } })
  return `HTTP/1.1 ${statusLine}\r\n${headers}content-type: application/json\r\ncontent-length: ${body.length}\r\n\r\n${body}`
}

const OVERLOADED = createError('overloaded_error', '529 Overloaded')
const BROKEN = createError('api_error', '500 Internal Server Error')
const LIMITED = createError('rate_limit_error', '429 Too Many Requests', 'retry-after: 1\r\n')

/** One request in this many meets a fault. */
const ONE_IN = 400

/**
 * Makes faults in a fixed pattern: errors that are failed over, a connection that is closed before
 * and one that is closed during the answer.
 *
 * @returns {(connection: import('./connection.js').Connection) => boolean} whether it has answered
 */
export function createFaults() {
  let requests = 0
  let faults = 0
  const kinds = [
    (/** @type {import('node:net').Socket} */ socket) => socket.write(OVERLOADED, 'latin1'),
    (/** @type {import('node:net').Socket} */ socket) => socket.destroy(),
    (/** @type {import('node:net').Socket} */ socket) => socket.write(LIMITED, 'latin1'),
    (/** @type {import('node:net').Socket} */ socket) =>
      socket.end(STREAM_HEAD + STREAM_START, 'latin1'),
    (/** @type {import('node:net').Socket} */ socket) => socket.write(BROKEN, 'latin1'),
  ]
  return ({ socket }) => {
    requests++
    if (requests % ONE_IN !== 0) return false
    kinds[faults++ % kinds.length]?.(socket)
    return true
  }
}
