import type { Outcome } from '../domain/outcome.js'

/** One request of a simulation. */
export interface SimulatedRequest {
  /** Epoch milliseconds at which it comes. */
  readonly time: number
  readonly model: string
  /** The conversation it belongs to; null for none. */
  readonly session: string | null
  /** Tokens of its whole input, for the estimate of what a prompt cache would have held. */
  readonly inputTokens: number
}

/** What a simulated upstream makes of a request. */
export interface Reply {
  readonly outcome: Outcome
  /** Milliseconds until its answer begins; of a failure, nothing begins before its end. */
  readonly firstEventMs: number
  /** Milliseconds until its answer ends, or its failure is known. */
  readonly durationMs: number
}

/** What a channel answers at an instant, epoch milliseconds. */
export type Upstream = (request: SimulatedRequest, now: number) => Reply

/** Requests, and upstreams to answer them. */
export interface Traffic {
  /** In the order of their times. */
  readonly requests: readonly SimulatedRequest[]
  upstream(channelId: number): Upstream
}
