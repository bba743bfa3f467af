import { readEventStream } from '../lib/read-event-stream.js'
import { ApiError } from './api-error.js'
import { session } from './session.js'

/** What a call to the server may carry. */
export interface CallOptions {
  readonly query?: Query
  readonly body?: unknown
  /** Sent as it is, as `text/plain`. */
  readonly text?: string
  readonly headers?: Readonly<Record<string, string>>
  readonly signal?: AbortSignal
}

/** Parameters of a query string; undefined, null and empty ones are left out. */
export type Query = Readonly<Record<string, string | number | boolean | null | undefined>>

/** A success as the server sends it. */
export interface Envelope<T> {
  readonly data: T
  readonly count?: number
  readonly page?: { readonly next_before_id: number | null }
}

const EVENT_STREAM = 'text/event-stream'

type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'

/** Calls the admin API and resolves to `data`. Rejects with {@link ApiError}. */
export async function call<T>(method: Method, path: string, options?: CallOptions): Promise<T> {
  return (await callEnvelope<T>(method, path, options)).data
}

/**
 * Like {@link call}, with all of the envelope. When the session has ended meanwhile, the call waits
 * until somebody has logged in again and is then repeated, so that nothing typed is lost.
 */
export async function callEnvelope<T>(
  method: Method,
  path: string,
  options: CallOptions = {},
): Promise<Envelope<T>> {
  return read<T>(await sendInSession(method, path, options))
}

/**
 * Calls a path that answers by server-sent events, and hands each one over, its data parsed. Waits
 * for a login like {@link callEnvelope}. Resolves at the end; rejects with {@link ApiError}, also
 * when the answer breaks off.
 */
export async function callEvents<Event extends { readonly type: string; readonly data: unknown }>(
  path: string,
  options: CallOptions,
  onEvent: (event: Event) => void,
): Promise<void> {
  const headers = { ...options.headers, accept: EVENT_STREAM }
  const response = await sendInSession('POST', path, { ...options, headers })
  const type = response.headers.get('content-type') ?? ''
  if (!type.startsWith(EVENT_STREAM)) return void (await read<unknown>(response))
  try {
    await readEventStream(response, ({ type, data }) =>
      onEvent({ type, data: JSON.parse(data) } as unknown as Event),
    )
  } catch (error) {
    throw options.signal?.aborted ? error : unreachable()
  }
}

/** The path with its query string. */
export function toUrl(path: string, query: Query = {}): string {
  const parameters = new URLSearchParams()
  for (const [name, value] of Object.entries(query)) {
    if (value !== undefined && value !== null && value !== '') parameters.set(name, String(value))
  }
  const text = parameters.toString()
  return text === '' ? path : `${path}?${text}`
}

async function sendInSession(
  method: Method,
  path: string,
  options: CallOptions,
): Promise<Response> {
  const first = await send(method, path, options)
  if (first.status !== 401 || session.state() === 'unknown') return first
  session.expire()
  await session.whenLoggedIn(options.signal)
  return send(method, path, options)
}

async function send(method: Method, path: string, options: CallOptions): Promise<Response> {
  const { query, body, text, headers, signal } = options
  const type = text !== undefined ? 'text/plain' : body !== undefined ? 'application/json' : null
  try {
    return await fetch(toUrl(path, query), {
      method,
      headers: { ...(type && { 'content-type': type }), ...headers },
      body: text ?? (body === undefined ? null : JSON.stringify(body)),
      signal: signal ?? null,
    })
  } catch (error) {
    if (signal?.aborted) throw error
    throw unreachable()
  }
}

/** What to say of a server that does not answer, or not to the end. */
export function unreachable(): ApiError {
  return new ApiError({ status: 0, code: 'unreachable', message: '' })
}

async function read<T>(response: Response): Promise<Envelope<T>> {
  const envelope: unknown = await response.json().catch(() => null)
  if (response.ok && isObject(envelope) && envelope.success === true) {
    return envelope as unknown as Envelope<T>
  }
  const { error, code, field } = isObject(envelope) ? envelope : {}
  throw new ApiError({
    status: response.status,
    code: typeof code === 'string' ? code : 'unknown',
    message: typeof error === 'string' ? error : '',
    field: typeof field === 'string' ? field : undefined,
    retryAfterMs: Number(response.headers.get('retry-after') ?? 0) * 1000,
  })
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null
}
