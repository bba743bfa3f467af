import { STAMP_DIGITS } from '../wire/answer.js'

const AT = 64
const ZERO = 48

/** Finds the time stamps in a stream's content, over any split into pieces. */
export class StampReader {
  #digits = -1
  #value = 0
  #onStamp

  /** @param {(us: number) => void} onStamp */
  constructor(onStamp) {
    this.#onStamp = onStamp
  }

  /**
   * @param {Buffer} bytes
   * @param {number} from
   * @param {number} to
   */
  push(bytes, from, to) {
    let at = from
    while (at < to) {
      if (this.#digits === -1) {
        const mark = bytes.indexOf(AT, at)
        if (mark === -1 || mark >= to) return
        at = mark + 1
        this.#digits = 0
        this.#value = 0
      }
      while (at < to && this.#digits < STAMP_DIGITS) {
        this.#value = this.#value * 10 + /** @type {number} */ (bytes[at++]) - ZERO
        this.#digits++
      }
      if (this.#digits === STAMP_DIGITS) {
        this.#digits = -1
        this.#onStamp(this.#value)
      }
    }
  }
}
