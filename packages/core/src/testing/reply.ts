import { STATUS_CODES } from 'node:http'
import type { RawHeaders } from '../domain/message.js'
import { type ApiIdentity, toApiAnswer, toRequestId } from './api-answer.js'
import type { AnswerFraming, Behaviour, Ending } from './behaviour.js'
import { cutPieces, splitPieces, toBuffer, toPieces } from './body-pieces.js'
import { encodePieces } from './encode-pieces.js'
import type { Gate } from './gate.js'
import { encodeHead, withoutHeaders } from './http-wire.js'
import type { RecordedRequest } from './recorded-request.js'
import { encodeEvent, PING } from './stream-events.js'

/** What goes on the connection, and what is waited for in between. */
export interface Reply {
  readonly beforeHead: Gate | undefined
  /** 1xx answers, status line and headers. Empty for bytes without HTTP. */
  readonly head: Buffer
  readonly beforeEach: Gate | undefined
  /** One write each. */
  readonly pieces: readonly Buffer[]
  /** What `ending: 'complete'` sends after the pieces. */
  readonly tail: Buffer
  readonly beforeEnd: Gate | undefined
  readonly ending: Ending
  /** Each passing sends `ping`, once the pieces are out and the reply hangs. */
  readonly pings: Gate | undefined
  readonly ping: Buffer
}

/** Renders a behaviour for a request into bytes. */
export async function toReply(
  behaviour: Behaviour,
  request: RecordedRequest,
  identity: ApiIdentity,
  serial: number,
): Promise<Reply> {
  if (behaviour.kind === 'bytes') {
    return {
      beforeHead: undefined,
      head: Buffer.alloc(0),
      beforeEach: behaviour.beforeEach,
      pieces: behaviour.parts.map(toBuffer),
      tail: Buffer.alloc(0),
      beforeEnd: behaviour.beforeEnd,
      ending: behaviour.ending,
      pings: undefined,
      ping: Buffer.alloc(0),
    }
  }
  const source =
    behaviour.kind === 'api'
      ? toApiAnswer(request, behaviour, identity, serial)
      : { ...behaviour, pieces: toPieces(behaviour.body) }
  const { encoding } = behaviour
  const whole = encoding ? await encodePieces(source.pieces, encoding) : source.pieces
  const bodiless = request.method === 'HEAD' || source.status === 204 || source.status === 304
  const pieces = splitPieces(cutPieces(bodiless ? [] : whole, behaviour.cutAt), behaviour)
  const streaming = source.contentType?.startsWith('text/event-stream') === true
  const framing = behaviour.framing ?? (streaming || behaviour.trailers ? 'chunked' : 'length')
  const chunked = framing === 'chunked' && !bodiless
  const frame = chunked ? toChunk : (piece: Buffer) => piece

  const headers = [
    ...withoutHeaders(
      [
        ...usualHeaders(serial, source.contentType),
        ...(encoding && !behaviour.encodingUndeclared ? ['Content-Encoding', encoding] : []),
      ],
      headerNames(behaviour.headers ?? []),
    ),
    ...(behaviour.headers ?? []),
    ...framingHeaders(framing, whole),
    ...(behaviour.trailers ? ['Trailer', headerNames(behaviour.trailers).join(', ')] : []),
  ]
  return {
    beforeHead: behaviour.beforeHead,
    head: Buffer.concat([
      ...(behaviour.informational ?? []).map((early) =>
        encodeHead(statusLine(early.status), early.headers),
      ),
      encodeHead(statusLine(source.status), headers),
    ]),
    beforeEach: behaviour.beforeEach,
    pieces: pieces.map(frame),
    tail: chunked ? encodeHead('0', behaviour.trailers ?? []) : Buffer.alloc(0),
    beforeEnd: behaviour.beforeEnd,
    ending: behaviour.ending ?? (behaviour.cutAt || framing === 'close' ? 'close' : 'complete'),
    pings: behaviour.pings,
    ping: frame(encodeEvent(PING)),
  }
}

function statusLine(status: number): string {
  return `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? 'Unknown'}`
}

function toChunk(piece: Buffer): Buffer {
  return Buffer.concat([
    Buffer.from(`${piece.length.toString(16)}\r\n`),
    piece,
    Buffer.from('\r\n'),
  ])
}

function headerNames(headers: RawHeaders): string[] {
  return headers.filter((_, at) => at % 2 === 0).map((name) => name.toLowerCase())
}

function framingHeaders(framing: AnswerFraming, body: readonly Buffer[]): RawHeaders {
  switch (framing) {
    case 'chunked':
      return ['Transfer-Encoding', 'chunked']
    case 'length':
      return ['Content-Length', String(body.reduce((sum, piece) => sum + piece.length, 0))]
    case 'close':
      return ['Connection', 'close']
    default:
      return ['Content-Length', String(framing.contentLength)]
  }
}

function usualHeaders(serial: number, contentType: string | undefined): string[] {
  return [
    ['Date', new Date().toUTCString()],
    ...(contentType ? [['Content-Type', contentType]] : []),
    ['Cache-Control', 'no-cache'],
    ['anthropic-ratelimit-requests-limit', '4000'],
    ['anthropic-ratelimit-requests-remaining', '3999'],
    ['anthropic-ratelimit-requests-reset', '2026-02-01T00:00:00Z'],
    ['anthropic-ratelimit-unified-status', 'allowed'],
    ['request-id', toRequestId(serial)],
    ['anthropic-organization-id', '00000000-0000-4000-8000-000000000000'],
    ['Server', 'cloudflare'],
    ['X-Robots-Tag', 'none'],
    ['CF-RAY', '0000000000000000-ZRH'],
  ].flat()
}
