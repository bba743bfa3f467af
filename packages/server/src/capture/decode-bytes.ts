import type { Transform } from 'node:stream'
import zlib from 'node:zlib'

/** A body without its content coding. */
export interface DecodedBytes {
  readonly bytes: Uint8Array
  /** Whether there was more than was wanted. */
  readonly isCut: boolean
}

/**
 * The beginning of a body without its content coding, at most so many bytes of it, whatever it may
 * grow to. What breaks off is decoded as far as it goes. Undefined: the coding is not known here, or
 * nothing could be read.
 */
export function decodeBytes(
  bytes: Uint8Array,
  encoding: string,
  maxBytes: number,
): Promise<DecodedBytes | undefined> {
  if (encoding === '' || encoding === 'identity') return Promise.resolve(toPart([bytes], maxBytes))
  const decoder = createDecoder(encoding)
  if (decoder === undefined) return Promise.resolve(undefined)
  return new Promise((resolve) => {
    const pieces: Buffer[] = []
    let length = 0
    const finish = () => {
      decoder.destroy()
      resolve(length === 0 && bytes.length > 0 ? undefined : toPart(pieces, maxBytes))
    }
    decoder.on('data', (piece: Buffer) => {
      pieces.push(piece)
      length += piece.length
      if (length > maxBytes) finish()
    })
    decoder.once('end', finish)
    decoder.once('error', finish)
    decoder.end(bytes)
  })
}

function toPart(pieces: readonly Uint8Array[], maxBytes: number): DecodedBytes {
  const all = Buffer.concat(pieces)
  return { bytes: all.subarray(0, maxBytes), isCut: all.length > maxBytes }
}

/** None of them minds that the end is missing. */
function createDecoder(encoding: string): Transform | undefined {
  const { Z_SYNC_FLUSH, BROTLI_OPERATION_FLUSH } = zlib.constants
  switch (encoding) {
    case 'gzip':
    case 'x-gzip':
      return zlib.createGunzip({ finishFlush: Z_SYNC_FLUSH })
    case 'deflate':
      return zlib.createInflate({ finishFlush: Z_SYNC_FLUSH })
    case 'br':
      return zlib.createBrotliDecompress({ finishFlush: BROTLI_OPERATION_FLUSH })
    case 'zstd':
      return createZstdDecoder()
    default:
      return undefined
  }
}

/** Newer versions of Node have it. */
function createZstdDecoder(): Transform | undefined {
  const { createZstdDecompress } = zlib as { createZstdDecompress?: (options: object) => Transform }
  const { ZSTD_e_flush } = zlib.constants as { ZSTD_e_flush?: number }
  return createZstdDecompress?.({ finishFlush: ZSTD_e_flush })
}
