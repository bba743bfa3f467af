const CR = 13
const LF = 10

const SIZE = 0
const EXTENSION = 1
const DATA = 2
const DATA_END = 3
const TRAILER = 4

/**
 * Follows a body in `Transfer-Encoding: chunked` (RFC 9112 section 7.1) over any split into pieces.
 */
export class ChunkedReader {
  #state = SIZE
  #left = 0
  #lineBytes = 0

  /**
   * Reads on from `at`. Calls `onPayload` with each stretch of content.
   *
   * @param {Buffer} bytes
   * @param {number} at
   * @param {(bytes: Buffer, from: number, to: number) => void} onPayload
   * @returns {number} where the body ended, or -1 while it goes on
   */
  read(bytes, at, onPayload) {
    while (at < bytes.length) {
      if (this.#state === DATA) {
        const to = Math.min(bytes.length, at + this.#left)
        onPayload(bytes, at, to)
        this.#left -= to - at
        at = to
        if (this.#left === 0) this.#state = DATA_END
        continue
      }
      const byte = /** @type {number} */ (bytes[at++])
      if (this.#state === SIZE && byte !== LF) this.#readSize(byte)
      else if (this.#state === TRAILER && byte !== LF) this.#lineBytes += byte === CR ? 0 : 1
      else if (byte === LF && this.#endLine()) return at
    }
    return -1
  }

  /** @param {number} byte */
  #readSize(byte) {
    if (byte >= 48 && byte <= 57) this.#left = this.#left * 16 + byte - 48
    else if ((byte | 32) >= 97 && (byte | 32) <= 102)
      this.#left = this.#left * 16 + (byte | 32) - 87
    else if (byte !== CR) this.#state = EXTENSION
  }

  /** @returns {boolean} whether the body is over; the reader is then ready for the next one */
  #endLine() {
    if (this.#state === DATA_END) {
      this.#state = SIZE
      this.#left = 0
    } else if (this.#state === TRAILER) {
      if (this.#lineBytes === 0) {
        this.#state = SIZE
        return true
      }
      this.#lineBytes = 0
    } else {
      this.#state = this.#left === 0 ? TRAILER : DATA
    }
    return false
  }
}
