import type { Transform } from 'node:stream'
import * as zlib from 'node:zlib'
import type { AnswerTap } from './answer-tap.js'

/** Encoded bytes that may wait for the decoder before the tap gives up. */
const BACKLOG_LIMIT = 1024 * 1024

/** Decoded bytes that are read before the tap gives up: three times the longest real answers. */
const DECODED_LIMIT = 64 * 1024 * 1024

/** A cut answer is decoded as far as it goes, instead of failing for want of its end. */
const TOLERANT = { finishFlush: zlib.constants.Z_SYNC_FLUSH }

/** Since Node 22.15. */
const { createZstdDecompress: createZstdDecoder } = zlib as {
  createZstdDecompress?: () => Transform
}

/**
 * Decodes an encoded answer on the side and hands it to `inner`. What cannot be decoded (an
 * unknown coding, broken data, a decoder that falls too far behind) leaves `inner` with what it
 * has read so far; the relay never notices.
 */
export function createDecodedTap(inner: AnswerTap, coding: string): AnswerTap {
  return new DecodedTap(inner, coding)
}

class DecodedTap implements AnswerTap {
  readonly settled: Promise<void>
  private readonly inner: AnswerTap
  private readonly coding: string
  private decoder: Transform | null = null
  private started = false
  private ended = false
  private decodedBytes = 0
  private unreadChunks = 0
  private settle: () => void = () => {}

  constructor(inner: AnswerTap, coding: string) {
    this.inner = inner
    this.coding = coding
    this.settled = new Promise((resolve) => {
      this.settle = resolve
    })
  }

  get usage() {
    return this.inner.usage
  }

  get complete() {
    return this.inner.complete
  }

  get errorType() {
    return this.inner.errorType
  }

  get messageId() {
    return this.inner.messageId
  }

  /** What can no longer be read counts by chunks, so that it is not taken for a silent stream. */
  get contentEvents() {
    return this.inner.contentEvents + this.unreadChunks
  }

  push(chunk: Uint8Array): void {
    if (this.ended || chunk.length === 0) return
    if (!this.started) this.start(chunk)
    if (this.decoder === null || this.decoder.writableLength > BACKLOG_LIMIT) {
      this.giveUp()
      this.unreadChunks++
      return
    }
    this.decoder.write(chunk)
  }

  end(): void {
    if (this.ended) return
    this.ended = true
    if (this.decoder === null) this.finish()
    else this.decoder.end()
  }

  private start(chunk: Uint8Array): void {
    this.started = true
    try {
      this.decoder = createDecoder(this.coding, chunk)
    } catch {
      return // No memory for a decoder: the answer passes unread.
    }
    this.decoder
      ?.on('data', (decoded: Buffer) => {
        this.decodedBytes += decoded.length
        if (this.decodedBytes > DECODED_LIMIT) this.giveUp()
        else this.inner.push(decoded)
      })
      .on('end', () => this.finish())
      .on('error', () => this.giveUp())
  }

  private giveUp(): void {
    this.decoder?.destroy()
    this.decoder = null
    if (this.ended) this.finish()
  }

  private finish(): void {
    this.decoder?.destroy()
    this.decoder = null
    this.inner.end()
    this.settle()
  }
}

/** Null for a coding that is unknown, or that this version of Node cannot decode. */
function createDecoder(coding: string, firstChunk: Uint8Array): Transform | null {
  switch (coding) {
    case 'gzip':
    case 'x-gzip':
      return zlib.createGunzip(TOLERANT)
    case 'deflate':
      return isZlibHeader(firstChunk)
        ? zlib.createInflate(TOLERANT)
        : zlib.createInflateRaw(TOLERANT)
    case 'br':
      return zlib.createBrotliDecompress({ finishFlush: zlib.constants.BROTLI_OPERATION_FLUSH })
    case 'zstd':
      return createZstdDecoder?.() ?? null
    default:
      return null
  }
}

/** RFC 9110 8.4.1.2 means the zlib format; some servers send bare deflate data under that name. */
function isZlibHeader(chunk: Uint8Array): boolean {
  return ((chunk[0] ?? 0) & 0x0f) === 8
}
