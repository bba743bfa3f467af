import { promisify } from 'node:util'
import zlib from 'node:zlib'
import { headerValue } from '../domain/headers.js'
import type { Exchange } from '../domain/message.js'
import type { Endpoint } from '../domain/outcome.js'
import { CcloadError } from '../errors.js'
import type { Threads } from '../state/threads.js'
import { type PeekedBody, peekBody, type Span } from './peek-body.js'
import type { ForwardRoute } from './route.js'
import { type Conversation, identifyConversation, NO_CONVERSATION } from './session.js'

/** A request that is to be forwarded, as far as the proxy has to understand it. */
export interface ForwardRequest {
  readonly endpoint: Endpoint
  readonly model: string
  /** Whether it is the path that names the model. */
  readonly isModelInPath: boolean
  /** Where the model stands in `plainBody`; null where the path names it. */
  readonly modelSpan: Span | null
  readonly stream: boolean
  readonly conversation: Conversation
  readonly bodyBytes: number
  /** As it came. Dropped as soon as the answer has begun: nothing is sent again after that. */
  body: Buffer | null
  /** The body without its content coding; the same bytes where it has none. */
  plainBody: Buffer | null
}

/**
 * Reads a request's body and what routing needs of it.
 *
 * @throws {CcloadError} `invalid_body`, `body_too_large`, or what the exchange rejects with.
 */
export async function readForwardRequest(
  exchange: Exchange,
  route: ForwardRoute,
  maxBodyBytes: number,
  threads: Pick<Threads, 'find'>,
): Promise<ForwardRequest> {
  const body = toBuffer(await exchange.readBody(maxBodyBytes))
  const { endpoint } = route
  if (route.model !== null) {
    return {
      endpoint,
      bodyBytes: body.length,
      body,
      plainBody: body,
      model: route.model,
      isModelInPath: true,
      modelSpan: null,
      stream: exchange.target.includes(':stream'),
      conversation: NO_CONVERSATION,
    }
  }
  const plain = await decodeBody(exchange, body, maxBodyBytes)
  const peeked = peekForwardable(plain, route.endpoint)
  return {
    endpoint,
    bodyBytes: body.length,
    body,
    plainBody: plain,
    model: peeked.model,
    isModelInPath: false,
    modelSpan: peeked.modelSpan,
    stream: peeked.stream,
    conversation: identifyConversation(exchange.headers, plain, peeked, threads),
  }
}

function toBuffer(body: Uint8Array): Buffer {
  return Buffer.isBuffer(body) ? body : Buffer.from(body.buffer, body.byteOffset, body.byteLength)
}

/** Paths of the API that name no model (files, batches) have no channel that could be chosen. */
function peekForwardable(body: Buffer, endpoint: Endpoint): PeekedBody {
  try {
    return peekBody(body)
  } catch (error) {
    if (endpoint !== 'other') throw error
    throw new CcloadError(
      'unknown_route',
      'This path is forwarded only with a JSON body that names a model.',
    )
  }
}

const decoders = {
  gzip: promisify<Buffer, zlib.ZlibOptions, Buffer>(zlib.gunzip),
  deflate: promisify<Buffer, zlib.ZlibOptions, Buffer>(zlib.inflate),
  br: promisify<Buffer, zlib.BrotliOptions, Buffer>(zlib.brotliDecompress),
} as const

/** An encoded body is forwarded as it is and decoded only to be looked into, within the limit. */
async function decodeBody(exchange: Exchange, body: Buffer, limit: number): Promise<Buffer> {
  const encoding = headerValue(exchange.headers, 'content-encoding')?.trim().toLowerCase()
  if (encoding === undefined || encoding === '' || encoding === 'identity') return body
  const decoder = decoders[encoding as keyof typeof decoders]
  if (decoder === undefined) {
    throw new CcloadError('invalid_body', `content-encoding: ${encoding} is not supported`)
  }
  try {
    return await decoder(body, { maxOutputLength: limit })
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE') {
      throw new CcloadError('body_too_large', `The decoded request body exceeds ${limit} bytes.`)
    }
    throw new CcloadError('invalid_body', `The request body is not valid ${encoding}`)
  }
}
