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
  const first = await send(method, path, options)
  if (first.status !== 401 || session.state() === 'unknown') return read<T>(first)
  session.expire()
  await session.whenLoggedIn(options.signal)
  return read<T>(await send(method, path, options))
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
    throw new ApiError({ status: 0, code: 'unreachable', message: '' })
  }
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
