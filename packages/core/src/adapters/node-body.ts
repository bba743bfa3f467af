import type { IncomingMessage } from 'node:http'
import { headerValue } from '../domain/headers.js'
import { CcloadError } from '../errors.js'

/** What a body parser of the host may have left on the request. */
interface HostRequest extends IncomingMessage {
  readonly rawBody?: unknown
}

/**
 * Reads a request's body, into one allocation where its length is announced. A body that a parser
 * of the host has read already is taken from `request.rawBody`.
 *
 * @throws {CcloadError} `body_too_large`, `body_incomplete` when the client leaves,
 *   `body_already_read` when a parser has consumed the bytes without keeping them as they were.
 */
export function readNodeBody(request: HostRequest, limit: number): Promise<Buffer> {
  // From the raw list: the other one is built on first use, and nothing else here needs it.
  const announced = Number(headerValue(request.rawHeaders, 'content-length') ?? Number.NaN)
  const { rawBody } = request
  if (rawBody instanceof Uint8Array) return takeKept(rawBody, announced, limit)
  if (request.readableDidRead || request.readableEnded) {
    return Promise.reject(
      new CcloadError(
        'body_already_read',
        'A body parser ran before the proxy and kept no bytes: mount the proxy before it, or have it keep them as request.rawBody.',
      ),
    )
  }
  if (announced > limit) return Promise.reject(tooLarge(limit))
  return Number.isNaN(announced) ? readChunked(request, limit) : readKnown(request, announced)
}

async function takeKept(bytes: Uint8Array, announced: number, limit: number): Promise<Buffer> {
  if (bytes.length > limit) throw tooLarge(limit)
  // Parsers keep what they have unpacked, while the headers go on saying that it is packed.
  if (!Number.isNaN(announced) && bytes.length !== announced) {
    throw new CcloadError(
      'body_already_read',
      'A body parser kept other bytes as request.rawBody than were sent: have it leave encoded bodies alone (inflate: false), or mount the proxy before it.',
    )
  }
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
}

/** `node:http` delivers exactly as many bytes as were announced, or ends in an error. */
function readKnown(request: IncomingMessage, length: number): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    let body: Buffer | undefined
    let at = 0
    request.on('data', (chunk: Buffer) => {
      if (chunk.length === length) {
        body = chunk
      } else {
        body ??= Buffer.allocUnsafeSlow(length)
        chunk.copy(body, at)
      }
      at += chunk.length
    })
    request.on('end', () => resolve(body ?? Buffer.alloc(0)))
    rejectWhenCut(request, reject)
  })
}

function readChunked(request: IncomingMessage, limit: number): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = []
    let length = 0
    request.on('data', (chunk: Buffer) => {
      length += chunk.length
      if (length <= limit) {
        chunks.push(chunk)
        return
      }
      // What is still to come is read and thrown away, so that the connection stays usable.
      chunks.length = 0
      reject(tooLarge(limit))
    })
    request.on('end', () => resolve(Buffer.concat(chunks)))
    rejectWhenCut(request, reject)
  })
}

function rejectWhenCut(request: IncomingMessage, reject: (error: CcloadError) => void): void {
  const cut = () =>
    reject(new CcloadError('body_incomplete', 'The request ended before its body did.'))
  request.on('error', cut)
  request.on('close', () => {
    if (!request.complete) cut()
  })
}

function tooLarge(limit: number): CcloadError {
  return new CcloadError('body_too_large', `The request body exceeds ${limit} bytes.`)
}
