import type { Response } from 'express'

/**
 * What an admin route answers: one of the two shapes of the envelope, or for documents and files
 * something without an envelope.
 */
export type Reply = Success | Failure | Plain | Streamed

export interface Success {
  readonly ok: true
  readonly status: number
  readonly data?: unknown
  /** Length of `data` where it is a list; of a page, about how long the whole list is. */
  readonly count?: number
  /** Where a list that comes in pages goes on; null: nowhere. */
  readonly page?: { readonly next_before_id: number | null }
  readonly headers?: Readonly<Record<string, string>>
}

export interface Failure {
  readonly ok: false
  readonly status: number
  /** Stable, for programs. */
  readonly code: string
  /** For people; begins with the field's name where there is one. */
  readonly error: string
  readonly field?: string
  readonly headers?: Readonly<Record<string, string>>
}

/** A document of its own kind. */
export interface Plain {
  readonly ok: true
  readonly status: number
  readonly type: string
  readonly content: string
  readonly headers?: Readonly<Record<string, string>>
}

/** A document that is sent piece by piece, as fast as the client reads it. */
export interface Streamed {
  readonly ok: true
  readonly status: number
  readonly type: string
  /** `signal` tells that the client is gone. The pieces may have no end. */
  readonly pieces: (signal: AbortSignal) => AsyncIterable<string>
  /** A client that takes nothing for so long is let go. */
  readonly stallMs: number
  readonly headers?: Readonly<Record<string, string>>
}

export function success(data?: unknown, options: Partial<Success> = {}): Success {
  return {
    ok: true,
    status: 200,
    ...(data === undefined ? {} : { data }),
    ...(Array.isArray(data) ? { count: data.length } : {}),
    ...options,
  }
}

export function plain(type: string, content: string, headers: Plain['headers'] = {}): Plain {
  return { ok: true, status: 200, type, content, headers }
}

export function failure(
  status: number,
  code: string,
  error: string,
  options: Pick<Failure, 'headers'> = {},
): Failure {
  return { ok: false, status, code, error, ...options }
}

/** A failure that one field of the request is to blame for. */
export function fieldFailure(status: number, code: string, field: string, what: string): Failure {
  return { ok: false, status, code, error: `${field}: ${what}`, field }
}

/** `retry-after` in whole seconds, never 0. */
export function tooManyAttempts(retryAfterMs: number): Failure {
  const seconds = Math.max(1, Math.ceil(retryAfterMs / 1000))
  return failure(
    429,
    'too_many_attempts',
    `Too many wrong passwords. Try again in ${seconds} seconds.`,
    { headers: { 'retry-after': String(seconds) } },
  )
}

/** Sends ccLoad's envelope: `{success, data?, count?, page?}` or `{success, error, code, field?}`. */
export function sendReply(response: Response, reply: Exclude<Reply, Streamed>): void {
  setHead(response, reply)
  if ('content' in reply) {
    response.type(reply.type).send(reply.content)
  } else if (reply.ok) {
    const { data, count, page } = reply
    response.json({ success: true, data, count, page })
  } else {
    const { error, code, field } = reply
    response.json({ success: false, error, code, field })
  }
}

/** Sets an answer's status and headers. */
export function setHead(response: Response, { status, headers }: Reply): void {
  response.status(status).set({ 'cache-control': 'no-store', ...headers })
}
