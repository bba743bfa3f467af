import { MessageReader } from '../wire/message-reader.js'
import { takeOver } from './take-over.js'

const EXPECTS = /\r\nexpect: *100-continue/i

/**
 * One connection to the mock. Reads requests one after another and has each answered.
 *
 * @typedef {object} Answering
 * @property {(connection: Connection, head: string) => void} answer
 * @property {((bytes: Buffer) => void) | null} onBody only when bodies are to be looked at
 */
export class Connection {
  #head = ''
  #onClose = () => {}

  /**
   * @param {import('node:net').Socket} accepted
   * @param {Answering} answering
   */
  constructor(accepted, answering) {
    const reader = new MessageReader({
      isAnswer: false,
      onHead: (head) => {
        this.#head = head
        if (EXPECTS.test(head)) this.socket.write('HTTP/1.1 100 Continue\r\n\r\n')
      },
      onPayload: (bytes, from, to) => answering.onBody?.(bytes.subarray(from, to)),
      onEnd: () => answering.answer(this, this.#head),
    })
    this.socket = takeOver(accepted, (bytes) => reader.push(bytes))
    this.socket.on('error', () => {})
    this.socket.on('close', () => this.#onClose())
  }

  /**
   * What to do when the client leaves during the current answer.
   *
   * @param {() => void} callback
   */
  whenClosed(callback) {
    this.#onClose = callback
  }
}
