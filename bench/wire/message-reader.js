import { ChunkedReader } from './chunked-reader.js'

const HEAD = 0
const LENGTH = 1
const CHUNKED = 2
const UNTIL_CLOSE = 3

const ignorePayload = () => {}

/**
 * Follows the HTTP/1.1 messages of one connection, one after another, with as little work as a
 * correct framing allows. The bytes that are pushed may be overwritten after the call.
 */
export class MessageReader {
  #state = HEAD
  #pending = ''
  #left = 0
  #chunked = new ChunkedReader()
  #isAnswer
  #onHead
  #onPayload
  #onEnd

  /**
   * @param {object} options
   * @param {boolean} options.isAnswer an answer without a length lasts until the connection closes
   * @param {(head: string) => void} [options.onHead] the head up to its last line, in latin1
   * @param {(bytes: Buffer, from: number, to: number) => void} [options.onPayload]
   * @param {() => void} options.onEnd
   */
  constructor({ isAnswer, onHead = () => {}, onPayload = ignorePayload, onEnd }) {
    this.#isAnswer = isAnswer
    this.#onHead = onHead
    this.#onPayload = onPayload
    this.#onEnd = onEnd
  }

  /** Whether nothing of a message has come that is not complete. */
  get isBetweenMessages() {
    return this.#state === HEAD && this.#pending === ''
  }

  /** @param {Buffer} bytes */
  push(bytes) {
    let at = 0
    while (at < bytes.length)
      at = this.#state === HEAD ? this.#readHead(bytes, at) : this.#readBody(bytes, at)
  }

  /** The connection was closed. @returns {boolean} whether a message was cut off by it */
  close() {
    if (this.#state !== UNTIL_CLOSE) return !this.isBetweenMessages
    this.#end()
    return false
  }

  /**
   * @param {Buffer} bytes
   * @param {number} at
   */
  #readHead(bytes, at) {
    let end = this.#pending === '' ? bytes.indexOf('\r\n\r\n', at, 'latin1') : -1
    if (end === -1) {
      const before = this.#pending.length
      this.#pending += bytes.toString('latin1', at, bytes.length)
      const found = this.#pending.indexOf('\r\n\r\n')
      if (found === -1) return bytes.length
      const head = this.#pending.slice(0, found)
      this.#pending = ''
      this.#beginBody(head)
      return at + found + 4 - before
    }
    this.#beginBody(bytes.toString('latin1', at, end))
    end += 4
    return end
  }

  /** @param {string} head */
  #beginBody(head) {
    const length = /\r\ncontent-length: *(\d+)/i.exec(head)
    if (length !== null) {
      this.#left = Number(length[1])
      this.#state = LENGTH
    } else if (/\r\ntransfer-encoding: *chunked/i.test(head)) {
      this.#state = CHUNKED
    } else {
      this.#left = 0
      this.#state = this.#isAnswer ? UNTIL_CLOSE : LENGTH
    }
    this.#onHead(head)
    if (this.#state === LENGTH && this.#left === 0) this.#end()
  }

  /**
   * @param {Buffer} bytes
   * @param {number} at
   */
  #readBody(bytes, at) {
    if (this.#state === CHUNKED) {
      const end = this.#chunked.read(bytes, at, this.#onPayload)
      if (end === -1) return bytes.length
      this.#end()
      return end
    }
    const to = this.#state === LENGTH ? Math.min(bytes.length, at + this.#left) : bytes.length
    this.#onPayload(bytes, at, to)
    if (this.#state === LENGTH) {
      this.#left -= to - at
      if (this.#left === 0) this.#end()
    }
    return to
  }

  #end() {
    this.#state = HEAD
    this.#onEnd()
  }
}
