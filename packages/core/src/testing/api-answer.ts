import { gunzipSync } from 'node:zlib'
import type { Usage } from '../domain/usage.js'
import type { ApiBehaviour } from './behaviour.js'
import {
  type MessagesRequest,
  SAMPLE_USAGE,
  toApiError,
  toContent,
  toMessage,
  toModelInfo,
  toModelList,
} from './messages-api.js'
import type { RecordedRequest } from './recorded-request.js'
import { encodeEvent, type SseEvent, toEvent, toEvents } from './stream-events.js'

/** Who a fake upstream pretends to be. */
export interface ApiIdentity {
  /** Spoken in every answer, so that a client can tell who answered. */
  readonly name: string
  readonly models: readonly string[]
  /** The credentials it accepts; null: any or none. */
  readonly keys: readonly string[] | null
}

/** An answer before it is put on the wire. */
export interface ApiAnswer {
  readonly status: number
  readonly contentType: string
  /** One per event; a single one where there are no events. */
  readonly pieces: readonly Buffer[]
}

/** What the API answers to a request: a pure function of the request and its number. */
export function toApiAnswer(
  request: RecordedRequest,
  behaviour: ApiBehaviour,
  identity: ApiIdentity,
  serial: number,
): ApiAnswer {
  if (!isAuthorised(request, identity.keys)) {
    return failure(401, 'authentication_error', 'invalid x-api-key', serial)
  }
  const path = request.target.split('?')[0] ?? ''
  if (request.method === 'GET' && path === '/v1/models') {
    return json(200, toModelList(identity.models))
  }
  if (request.method === 'GET' && path.startsWith('/v1/models/')) {
    const id = decodeURIComponent(path.slice('/v1/models/'.length))
    return identity.models.includes(id)
      ? json(200, toModelInfo(id))
      : failure(404, 'not_found_error', `model: ${id}`, serial)
  }
  if (request.method === 'POST' && path === '/v1/messages') {
    return messagesAnswer(request, behaviour, identity, serial)
  }
  if (request.method === 'POST' && path === '/v1/messages/count_tokens') {
    return json(200, { input_tokens: tokensOf(behaviour.usage ?? SAMPLE_USAGE) })
  }
  return failure(404, 'not_found_error', 'Not found', serial)
}

function isAuthorised(request: RecordedRequest, keys: readonly string[] | null): boolean {
  if (keys === null) return true
  const bearer = request.header('authorization')?.replace(/^bearer /i, '')
  const given = request.header('x-api-key') ?? bearer ?? ''
  return keys.includes(given)
}

function messagesAnswer(
  request: RecordedRequest,
  behaviour: ApiBehaviour,
  identity: ApiIdentity,
  serial: number,
): ApiAnswer {
  const body = parse(request)
  if (!body) return failure(400, 'invalid_request_error', 'the body is not valid JSON', serial)
  if (typeof body.model !== 'string') {
    return failure(400, 'invalid_request_error', 'model: Field required', serial)
  }
  const turn = {
    id: `msg_${identity.name}${serial}`,
    model: body.model,
    content: behaviour.content ?? toContent(body, `Hello from ${identity.name}: 你好 ✓.`),
    usage: behaviour.usage ?? SAMPLE_USAGE,
  }
  if (body.stream !== true) return json(200, toMessage(turn))
  const events = withError(toEvents(turn), behaviour.errorEvent)
  return {
    status: 200,
    contentType: 'text/event-stream; charset=utf-8',
    pieces: events.map(encodeEvent),
  }
}

function parse(request: RecordedRequest): MessagesRequest | undefined {
  const gzipped = request.header('content-encoding') === 'gzip'
  try {
    const plain = gzipped ? gunzipSync(request.body) : request.body
    const body: unknown = JSON.parse(plain.toString('utf8'))
    return typeof body === 'object' && body !== null ? body : undefined
  } catch {
    return undefined
  }
}

function withError(events: readonly SseEvent[], error: ApiBehaviour['errorEvent']) {
  if (!error) return events
  return [...events.slice(0, error.after), toEvent(toApiError(error.type, error.message))]
}

function tokensOf(usage: Usage): number {
  return (
    usage.inputTokens + usage.cacheReadTokens + usage.cacheWrite5mTokens + usage.cacheWrite1hTokens
  )
}

function json(status: number, body: object): ApiAnswer {
  return {
    status,
    contentType: 'application/json',
    pieces: [Buffer.from(JSON.stringify(body))],
  }
}

function failure(status: number, type: string, message: string, serial: number): ApiAnswer {
  return json(status, toApiError(type, message, toRequestId(serial)))
}

/** The id by which the fake knows its answer number `serial`. */
export function toRequestId(serial: number): string {
  return `req_fake${serial}`
}
