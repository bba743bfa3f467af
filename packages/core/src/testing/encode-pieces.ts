import { once } from 'node:events'
import { constants, createBrotliCompress, createDeflate, createGzip } from 'node:zlib'

/**
 * Compresses pieces into one stream that is flushed after each, so that a receiver can decode
 * every piece as soon as it has it.
 */
export async function encodePieces(
  pieces: readonly Uint8Array[],
  encoding: 'gzip' | 'br' | 'deflate',
): Promise<Buffer[]> {
  const encoder = createEncoder(encoding)
  let held: Buffer[] = []
  encoder.on('data', (chunk: Buffer) => held.push(chunk))
  const encoded: Buffer[] = []
  for (const piece of pieces) {
    encoder.write(piece)
    await new Promise<void>((resolve) => encoder.flush(resolve))
    encoded.push(Buffer.concat(held))
    held = []
  }
  encoder.end()
  await once(encoder, 'end')
  const last = encoded.pop() ?? Buffer.alloc(0)
  return [...encoded, Buffer.concat([last, ...held])]
}

function createEncoder(encoding: 'gzip' | 'br' | 'deflate') {
  switch (encoding) {
    case 'gzip':
      return createGzip({ flush: constants.Z_SYNC_FLUSH })
    case 'deflate':
      return createDeflate({ flush: constants.Z_SYNC_FLUSH })
    case 'br':
      return createBrotliCompress({ flush: constants.BROTLI_OPERATION_FLUSH })
  }
}
