import { connect } from 'node:net'
import { MessageReader } from '../wire/message-reader.js'

/** Bodies up to here are joined with their head once; longer ones are shared by all clients. */
const JOIN_BYTES = 16 * 1024

/** All clients read into this: what is in it is used up before the next read. */
const readBuffer = Buffer.allocUnsafeSlow(256 * 1024)

/**
 * What a client tells about its answers.
 *
 * @typedef {object} ClientEvents
 * @property {(client: Client, status: number) => void} [onHead]
 * @property {(client: Client, bytes: Buffer, from: number, to: number) => void} [onPayload]
 * @property {(client: Client) => void} onEnd a complete answer
 * @property {(client: Client, reason: 'truncated' | 'error' | 'closed') => void} onBroken the
 *   connection is gone: in the middle of an answer, before one, or while none was due
 */

/** One connection that sends the same request as often as it is told to. */
export class Client {
  /** Of the current answer. */
  status = 0
  /** Content of the current answer so far. */
  contentBytes = 0
  /** When the current request was sent, in microseconds of `performance.now`. */
  sentAt = 0
  #head
  #body
  #socket
  #isWaiting = false
  #isDead = false

  /**
   * @param {object} options
   * @param {number} options.port
   * @param {string} options.head
   * @param {Buffer} options.body
   * @param {ClientEvents} options.events
   */
  constructor({ port, head, body, events }) {
    const isJoined = body.length <= JOIN_BYTES
    this.#head = isJoined ? Buffer.concat([Buffer.from(head, 'latin1'), body]) : head
    this.#body = isJoined ? undefined : body
    const reader = this.#createReader(events)
    this.#socket = connect({
      port,
      host: '127.0.0.1',
      noDelay: true,
      onread: {
        buffer: readBuffer,
        callback: (length, buffer) => {
          reader.push(/** @type {Buffer} */ (buffer).subarray(0, length))
          return true
        },
      },
    })
    let failed = false
    this.#socket.on('error', () => {
      failed = true
    })
    this.#socket.on('close', () => {
      if (this.#isDead) return
      this.#isDead = true
      const isCut = reader.close()
      if (this.#isWaiting) events.onBroken(this, isCut && this.status !== 0 ? 'truncated' : 'error')
      else events.onBroken(this, failed ? 'error' : 'closed')
    })
  }

  /** @param {ClientEvents} events */
  #createReader(events) {
    return new MessageReader({
      isAnswer: true,
      onHead: (head) => {
        this.status = Number(head.slice(9, 12))
        events.onHead?.(this, this.status)
      },
      onPayload: (bytes, from, to) => {
        this.contentBytes += to - from
        events.onPayload?.(this, bytes, from, to)
      },
      onEnd: () => {
        this.#isWaiting = false
        events.onEnd(this)
      },
    })
  }

  send() {
    this.status = 0
    this.contentBytes = 0
    this.#isWaiting = true
    this.sentAt = performance.now() * 1e3
    if (this.#body === undefined) {
      this.#socket.write(this.#head)
    } else {
      this.#socket.cork()
      this.#socket.write(this.#head, 'latin1')
      this.#socket.write(this.#body)
      this.#socket.uncork()
    }
  }

  /** Leaves at once, whatever is going on. Nothing more is told. */
  leave() {
    this.#isDead = true
    this.#socket.destroy()
  }
}
