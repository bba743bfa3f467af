import type { RawHeaders } from '../domain/message.js'
import type { Outcome } from '../domain/outcome.js'
import type { AnswerTap } from '../observe/answer-tap.js'

/** An upstream's whole answer, kept back for the case that no other does better. */
export interface HeldAnswer {
  readonly status: number
  readonly headers: RawHeaders
  readonly body: readonly Buffer[]
}

/** What one attempt came to. */
export interface AttemptResult {
  readonly outcome: Outcome
  /** The status for the log: 0 where none came, 499 where the client left. */
  readonly status: number
  /** Set where an answer came that the client has not been given. */
  readonly answer: HeldAnswer | null
  /** Milliseconds until it was on a connection; null: it never was. */
  readonly connectMs: number | null
  readonly firstEventMs: number | null
  readonly responseBytes: number
  readonly tap: AnswerTap | null
}

/** The limits that an attempt keeps; times in milliseconds, 0 meaning no limit. */
export interface AttemptLimits {
  /** For the head and, of a stream, the first event that means something. */
  readonly firstEventTimeoutMs: number
  /** After this an undecided answer is let through rather than leave the client in silence. */
  readonly maxSilenceMs: number
  /** How much of an undecided answer is held. */
  readonly maxHeldBytes: number
  /** How long a stream may live on pings alone. */
  readonly maxPingOnlyMs: number
}

/** What an attempt asks of the failover, and tells it. */
export interface AttemptHooks {
  /** Whether an outcome lets another candidate answer; asked while nothing has been sent. */
  mayFailOver(outcome: Outcome): boolean
  /** The answer begins: no other candidate can give it, and the request's body is done with. */
  committed(): void
}
