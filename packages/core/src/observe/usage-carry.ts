/** What is kept for the next line; a larger buffer is given back after use. */
const RETAINED_BYTES = 16 * 1024

/** The beginning of a line whose end has not come yet, as a copy, so that no chunk is held. */
export class Carry {
  /** Bytes of the line so far, kept or not. */
  length = 0
  /** The last one of them. */
  last: number | undefined
  private kept = 0
  private bytes: Buffer = Buffer.alloc(0)

  /** Adds `chunk[from..to)`; of the whole line, at most `limit` bytes are kept. */
  add(chunk: Buffer, from: number, to: number, limit: number): void {
    if (to === from) return
    this.length += to - from
    this.last = chunk[to - 1]
    const kept = Math.min(this.kept + to - from, limit)
    if (kept <= this.kept) return
    if (kept > this.bytes.length) this.grow(Math.max(kept, Math.min(2 * kept, limit)))
    chunk.copy(this.bytes, this.kept, from, from + kept - this.kept)
    this.kept = kept
  }

  /** Hands out what was kept, one character per byte, and starts anew. */
  take(): string {
    const text = this.bytes.toString('latin1', 0, this.kept)
    this.clear()
    return text
  }

  clear(): void {
    this.length = 0
    this.kept = 0
    if (this.bytes.length > RETAINED_BYTES) this.bytes = Buffer.alloc(0)
  }

  private grow(size: number): void {
    const grown = Buffer.allocUnsafe(size)
    this.bytes.copy(grown, 0, 0, this.kept)
    this.bytes = grown
  }
}

/** The same bytes as a Buffer, whose searches and decoders are the fast ones. No copy. */
export function toBuffer(chunk: Uint8Array): Buffer {
  if (Buffer.isBuffer(chunk)) return chunk
  return Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength)
}
