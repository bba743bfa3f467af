import type { RawHeaders } from '../domain/message.js'
import { headerValue } from './http-wire.js'

/** What an upstream received, and what became of its answer. */
export interface RecordedRequest {
  /** As on the wire, such as `POST /v1/messages?beta=true HTTP/1.1`. */
  readonly requestLine: string
  readonly method: string
  /** Path and query. */
  readonly target: string
  /** In the order, case and repetition of the wire. */
  readonly headers: RawHeaders
  /** Without its transfer framing, otherwise untouched. */
  readonly body: Buffer
  /** Number of the connection it came over, from 1: equal numbers mean a reused connection. */
  readonly connection: number
  /** A header's first value. */
  header(name: string): string | undefined
  /** The body as JSON. Throws when it is none. */
  json(): unknown
  /** Bytes of the answer that the operating system has taken so far. */
  readonly sentBytes: number
  /** Resolves when the answer has been played to its end, or the connection closed before it. */
  readonly answered: Promise<'complete' | 'cut'>
  /** Resolves when the connection that brought the request is closed, by whichever side. */
  readonly closed: Promise<void>
  /** Resolves when the answer first had to wait because the peer took no more. */
  readonly blocked: Promise<void>
}

/** The recording as the upstream writes it. */
export interface Recording {
  readonly request: RecordedRequest
  sent(bytes: number): void
  finished(how: 'complete' | 'cut'): void
  blocked(): void
}

/** Records one request. */
export function createRecording(received: {
  readonly requestLine: string
  readonly headers: RawHeaders
  readonly body: Buffer
  readonly connection: number
  readonly closed: Promise<void>
}): Recording {
  const [method = '', target = ''] = received.requestLine.split(' ')
  let sentBytes = 0
  let finished: (how: 'complete' | 'cut') => void = () => {}
  let blocked: () => void = () => {}
  const answered = new Promise<'complete' | 'cut'>((resolve) => {
    finished = resolve
  })
  const firstBlocked = new Promise<void>((resolve) => {
    blocked = resolve
  })
  return {
    request: {
      ...received,
      method,
      target,
      header: (name) => headerValue(received.headers, name),
      json: () => JSON.parse(received.body.toString('utf8')),
      get sentBytes() {
        return sentBytes
      },
      answered,
      blocked: firstBlocked,
    },
    sent(bytes) {
      sentBytes += bytes
    },
    finished,
    blocked,
  }
}
