import type { Transform } from 'node:stream'
import zlib from 'node:zlib'
import type { Opening, OpeningReader } from './first-event.js'

/**
 * Holds an answer back until its beginning shows what it is, so that an error inside a 200 can
 * still be answered by another channel. What is held is raw: encoded bodies are decoded on the
 * side, for the reader alone. The decision is told once, never after {@link drop}.
 */
export class CommitGate {
  readonly #reader: OpeningReader
  readonly #maxHeldBytes: number
  readonly #decide: (opening: Opening) => void
  readonly #decoder: Transform | undefined
  #held: Buffer[] = []
  #heldBytes = 0
  #decided = false

  constructor(
    reader: OpeningReader,
    contentEncoding: string,
    maxHeldBytes: number,
    decide: (opening: Opening) => void,
  ) {
    this.#reader = reader
    this.#maxHeldBytes = maxHeldBytes
    this.#decide = decide
    this.#decoder = createDecoder(contentEncoding)
    this.#decoder
      ?.on('data', (piece: Buffer) => this.#settle(this.#reader.push(piece)))
      .on('end', () => this.#settle(this.#reader.end()))
      // What cannot be decoded cannot be judged: the client gets it as it is.
      .on('error', () => this.#settle({ kind: 'answer' }))
  }

  /** Holds a chunk; may decide before it returns. */
  push(chunk: Buffer): void {
    this.#held.push(chunk)
    this.#heldBytes += chunk.length
    if (this.#decoder !== undefined) this.#decoder.write(chunk)
    else this.#settle(this.#reader.push(chunk))
    if (this.#heldBytes > this.#maxHeldBytes) this.#settle({ kind: 'answer' })
  }

  /** The body is over: decides now or, for an encoded body, when it has been decoded. */
  end(): void {
    if (this.#decoder !== undefined && this.#heldBytes > 0) this.#decoder.end()
    else this.#settle(this.#reader.end())
  }

  /** Hands over what is held. */
  release(): Buffer[] {
    const held = this.#held
    this.#held = []
    return held
  }

  /** Decides nothing any more and frees the decoder. */
  drop(): void {
    this.#decided = true
    this.#decoder?.destroy()
  }

  #settle(opening: Opening): void {
    if (this.#decided || opening.kind === 'wait') return
    this.drop()
    this.#decide(opening)
  }
}

/** A decoder for a content coding; undefined where there is none to decode. */
function createDecoder(contentEncoding: string): Transform | undefined {
  switch (contentEncoding) {
    case 'gzip':
    case 'x-gzip':
      return zlib.createGunzip({ flush: zlib.constants.Z_SYNC_FLUSH })
    case 'deflate':
      return zlib.createInflate({ flush: zlib.constants.Z_SYNC_FLUSH })
    case 'br':
      return zlib.createBrotliDecompress()
    case 'zstd':
      return createZstdDecoder()
    default:
      return undefined
  }
}

/** Node has it from 22.15 on; before that no client is told that we would take it. */
function createZstdDecoder(): Transform | undefined {
  const { createZstdDecompress } = zlib as { createZstdDecompress?: () => Transform }
  return createZstdDecompress?.()
}
