import type { RawHeaders } from '../domain/message.js'
import type { Outcome } from '../domain/outcome.js'

/** Whose attempt it is that may be captured. */
export interface CaptureSubject {
  readonly requestId: string
  /** Counted from 1 within the request. */
  readonly attempt: number
  /** When it begins, epoch milliseconds. */
  readonly time: number
  readonly channelId: number
  /** The id of the store's token; null: the client has none, or one from elsewhere. */
  readonly tokenId: number | null
  /** Null for a client that needed no token. */
  readonly tokenName: string | null
}

/** The beginning of a body, with whatever content coding it had. */
export interface CapturedBody {
  readonly bytes: Uint8Array
  /** How long the body was, as far as it came. More than there are in `bytes`: it is cut. */
  readonly totalBytes: number
}

/** How a captured attempt ended. */
export type CaptureEnding = Outcome['kind'] | 'timed-out'

/**
 * All that went to an upstream and came back in one attempt. Nothing is masked: the upstream's key
 * stands in the headers.
 */
export interface CapturedAttempt extends CaptureSubject {
  readonly durationMs: number
  readonly request: {
    readonly method: string
    readonly url: string
    readonly headers: RawHeaders
    readonly body: CapturedBody
  }
  /** Null: no answer came. */
  readonly answer: {
    readonly status: number
    readonly headers: RawHeaders
    readonly body: CapturedBody
  } | null
  readonly ending: CaptureEnding
}

/** Takes one attempt. */
export interface CaptureSink {
  /** Bytes that are kept of the request's body, and as many of the answer's: 256 KiB unless told. */
  readonly maxBytes?: number | undefined
  /** Called once, when the attempt is over. What it throws is logged and goes no further. */
  take(captured: CapturedAttempt): void
}

/** Decides which attempts are captured whole, to find out what a client or an upstream really sends. */
export interface Capture {
  /** Asked before each attempt, so it has to be cheap. False: {@link open} is not called. */
  readonly isOn: boolean
  /** Asked as an attempt begins. Undefined: it is none that is to be captured. */
  open(subject: CaptureSubject): CaptureSink | undefined
}
