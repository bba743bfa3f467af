import {
  createFastStream,
  createJsonHead,
  JSON_ANSWER,
  STREAM_END,
  STREAM_HEAD,
  STREAM_START,
} from '../wire/answer.js'
import { createFaults } from './faults.js'
import { Pacer } from './pacer.js'

/**
 * How the mock answers: a plain message; a stream as fast as possible; a stream without an end, an
 * event each `intervalMs`; an answer of many bytes that waits for its reader; or, for a soak, what
 * each request asks for in `x-bench`, and some faults.
 *
 * @typedef {{ kind: 'json' }
 *   | { kind: 'fast', events: number }
 *   | { kind: 'paced', intervalMs: number }
 *   | { kind: 'large', bytes: number }
 *   | { kind: 'mixed', events: number, intervalMs: number }} Mode
 *
 * @typedef {import('./connection.js').Connection} Connection
 * @typedef {(connection: Connection, head: string) => void} Answer
 */

/** The answers of one mock, and how many of its streams are open. */
export class Answers {
  openStreams = 0
  /** @type {Pacer | undefined} */
  #pacer

  /**
   * @param {Mode} mode
   * @returns {Answer}
   */
  for(mode) {
    this.#pacer?.stop()
    this.#pacer = undefined
    switch (mode.kind) {
      case 'json':
        return answerJson
      case 'fast': {
        const { bytes } = createFastStream(mode.events)
        return ({ socket }) => void socket.write(bytes)
      }
      case 'paced': {
        const pacer = this.#startPacer(mode.intervalMs)
        return (connection) => this.#answerPaced(connection, pacer, Number.POSITIVE_INFINITY)
      }
      case 'large':
        return (connection, head) => this.#answerLarge(connection, head, mode.bytes)
      case 'mixed': {
        const pacer = this.#startPacer(mode.intervalMs)
        const fault = createFaults()
        return (connection, head) => {
          if (fault(connection)) return
          if (head.includes('\r\nx-bench: stream'))
            this.#answerPaced(connection, pacer, mode.events)
          else answerJson(connection)
        }
      }
    }
  }

  /** @param {number} intervalMs */
  #startPacer(intervalMs) {
    this.#pacer = new Pacer(intervalMs)
    return this.#pacer
  }

  /**
   * @param {Connection} connection
   * @param {Pacer} pacer
   * @param {number} events
   */
  #answerPaced(connection, pacer, events) {
    const { socket } = connection
    socket.write(STREAM_HEAD + STREAM_START, 'latin1')
    this.#open(
      connection,
      pacer.add(socket, events, () => {
        connection.whenClosed(() => {})
        this.openStreams--
        socket.write(STREAM_END, 'latin1')
      }),
    )
  }

  /**
   * @param {Connection} connection
   * @param {() => void} stop
   */
  #open(connection, stop) {
    this.openStreams++
    connection.whenClosed(() => {
      this.openStreams--
      stop()
    })
  }

  /**
   * @param {Connection} connection
   * @param {string} head
   * @param {number} bytes
   */
  #answerLarge(connection, head, bytes) {
    const { socket } = connection
    const isStream = head.includes('\r\nx-bench: stream')
    socket.write(isStream ? STREAM_HEAD + STREAM_START : createJsonHead(bytes), 'latin1')
    const piece = isStream ? STREAM_PIECE : JSON_PIECE
    let left = Math.ceil(bytes / piece.length)
    const write = () => {
      while (left > 0) {
        left--
        if (!socket.write(piece)) return
      }
    }
    socket.on('drain', write)
    this.#open(connection, () => socket.off('drain', write))
    write()
  }
}

const PIECE_BYTES = 16 * 1024
const JSON_PIECE = Buffer.alloc(PIECE_BYTES, 'a')
const STREAM_PIECE = createStreamPiece()

/** One chunk with one long event. */
function createStreamPiece() {
  const data = `event: content_block_delta\ndata: {"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"${'a'.repeat(PIECE_BYTES)}"}}\n\n`
  return Buffer.from(`${data.length.toString(16)}\r\n${data}\r\n`, 'latin1')
}

/** @param {Connection} connection */
function answerJson({ socket }) {
  socket.write(JSON_ANSWER, 'latin1')
}
