import type { RawHeaders } from '../domain/message.js'
import type { Usage } from '../domain/usage.js'
import type { Gate } from './gate.js'
import type { ContentBlock } from './messages-api.js'

/** Text (as UTF-8) or bytes. */
export type Bytes = string | Uint8Array

/** What a fixed answer's body is made of. `repeat` makes large bodies from little memory. */
export type BodySource =
  | Bytes
  | { readonly pieces: readonly Bytes[] }
  | { readonly repeat: string; readonly times: number }

/** What follows the last byte. */
export type Ending =
  /** The framing's end; the connection stays open for the next request. */
  | 'complete'
  /** Nothing: neither the framing's end nor a close, until the peer closes. */
  | 'hang'
  /** The connection is ended in order, without the framing's end. */
  | 'close'
  /** The connection is reset. */
  | 'reset'

/** How the body's length is told. */
export type AnswerFraming =
  | 'chunked'
  /** The true `content-length`. */
  | 'length'
  /** HTTP/1.0 style: the connection's end is the body's end. */
  | 'close'
  /** A `content-length` of the given number, true or not. */
  | { readonly contentLength: number }

/** Where an answer's body breaks off. */
export type CutPoint =
  | { readonly bytes: number }
  /** After so many events (or pieces), and `bytes` of the next. */
  | { readonly events: number; readonly bytes?: number }
  /** Within the body's first character of several bytes. */
  | 'in-character'

/** How an answer travels. Every part is independent of the others, so spreading combines them. */
export interface Delivery {
  /** 1xx answers sent first. */
  readonly informational?: readonly { readonly status: number; readonly headers: RawHeaders }[]
  /** Header lines added after the usual ones; a usual one of the same name is dropped. */
  readonly headers?: RawHeaders
  /** Passed before the status line is sent. */
  readonly beforeHead?: Gate
  /** Passed before each event (or piece) of the body. */
  readonly beforeEach?: Gate
  /** Passed before the ending. */
  readonly beforeEnd?: Gate
  readonly encoding?: 'gzip' | 'br' | 'deflate'
  /** Encoded, but without `content-encoding`. */
  readonly encodingUndeclared?: boolean
  readonly framing?: AnswerFraming
  readonly trailers?: RawHeaders
  /** The body is sent in writes that end at these offsets, in place of one per event. */
  readonly splitAt?: readonly number[]
  /** The body is sent in writes of this many bytes. */
  readonly splitEvery?: number
  /** What is sent of the body ends here; `ending` is then `close` unless it says otherwise. */
  readonly cutAt?: CutPoint
  readonly ending?: Ending
  /** With `ending: 'hang'`: each passing of this gate sends one `ping` event. */
  readonly pings?: Gate
}

/** The answer that the Messages API gives to the request, whatever its endpoint. */
export interface ApiBehaviour extends Delivery {
  readonly kind: 'api'
  /** What the model says, in place of the usual greeting. */
  readonly content?: readonly ContentBlock[]
  readonly usage?: Usage
  /** In a stream: an `error` event after so many events, and nothing after it. */
  readonly errorEvent?: { readonly after: number; readonly type: string; readonly message: string }
}

/** An answer that does not depend on the request. */
export interface FixedBehaviour extends Delivery {
  readonly kind: 'fixed'
  readonly status: number
  /** `content-type` of the body. */
  readonly contentType?: string
  readonly body: BodySource
}

/** Bytes on the connection, exactly these: an answer without HTTP's help, or none at all. */
export interface BytesBehaviour {
  readonly kind: 'bytes'
  /** One write each. */
  readonly parts: readonly Bytes[]
  readonly beforeEach?: Gate
  readonly beforeEnd?: Gate
  readonly ending: Ending
}

/** What a fake upstream does with one request. Plain data: see `behaviours.ts` for builders. */
export type Behaviour = ApiBehaviour | FixedBehaviour | BytesBehaviour
