import zlib from 'node:zlib'

/** Errors are short: what inflates to more is not read on. */
const DECODED_LIMIT = 1024 * 1024

/** The text of a body in a content coding; what cannot be decoded is taken as it stands. */
export function readEncoded(body: Buffer, coding: string): string {
  try {
    return decode(body, coding).toString('utf8')
  } catch {
    return body.toString('utf8')
  }
}

function decode(body: Buffer, coding: string): Buffer {
  const options = { maxOutputLength: DECODED_LIMIT }
  switch (coding) {
    case 'gzip':
    case 'x-gzip':
      return zlib.gunzipSync(body, options)
    case 'deflate':
      return zlib.inflateSync(body, options)
    case 'br':
      return zlib.brotliDecompressSync(body, options)
    case 'zstd':
      return decodeZstd(body, options)
    default:
      return body
  }
}

/** Since Node 22.15; before that no upstream is told that we would take it. */
function decodeZstd(body: Buffer, options: { maxOutputLength: number }): Buffer {
  const { zstdDecompressSync } = zlib as {
    zstdDecompressSync?: (body: Buffer, options: { maxOutputLength: number }) => Buffer
  }
  return zstdDecompressSync?.(body, options) ?? body
}
