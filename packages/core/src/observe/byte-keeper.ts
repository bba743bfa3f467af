import type { CapturedBody } from '../ports/capture.js'

const FIRST_BYTES = 4 * 1024

/**
 * Keeps the beginning of a body. Its bytes are copied: a small chunk may be a piece of a large
 * buffer, all of which would stay in memory with it.
 */
export class ByteKeeper {
  readonly #maxBytes: number
  #kept = Buffer.alloc(0)
  #length = 0
  #total = 0

  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes
  }

  push(chunk: Uint8Array): void {
    this.#total += chunk.length
    const length = Math.min(chunk.length, this.#maxBytes - this.#length)
    if (length <= 0) return
    this.#reserve(this.#length + length)
    this.#kept.set(chunk.subarray(0, length), this.#length)
    this.#length += length
  }

  body(): CapturedBody {
    return { bytes: this.#kept.subarray(0, this.#length), totalBytes: this.#total }
  }

  #reserve(length: number): void {
    if (length <= this.#kept.length) return
    const doubled = Math.max(length, 2 * this.#kept.length, FIRST_BYTES)
    const larger = Buffer.allocUnsafeSlow(Math.min(doubled, this.#maxBytes))
    larger.set(this.#kept.subarray(0, this.#length))
    this.#kept = larger
  }
}
