import type { PlanNote } from './plan-note.js'
import type { Usage } from './usage.js'

/**
 * What came of an attempt, as it is recorded: the kind of its `Outcome`, told apart further where
 * the kind alone does not say who is to blame.
 *
 * - `rejected`: an answer that says the request itself is at fault, so no other channel was asked;
 * - `aborted`: the client left; `timed-out`: the time for the whole request was up;
 * - `no-candidate`: nothing was tried, for every channel was resting.
 */
export const LOG_OUTCOMES = [
  'relayed',
  'rejected',
  'answer',
  'error-in-200',
  'malformed',
  'network',
  'cut',
  'aborted',
  'timed-out',
  'no-candidate',
] as const

/** One of {@link LOG_OUTCOMES}. */
export type LogOutcome = (typeof LOG_OUTCOMES)[number]

/**
 * One attempt as it is recorded. All attempts of a request share its `requestId`. A request that
 * found no candidate has one entry without a channel.
 */
export interface LogEntry {
  readonly requestId: string
  /** Position of the attempt within its request, from 1. */
  readonly attempt: number
  /** Whether the request ended with this attempt. True for exactly one entry of each request. */
  readonly final: boolean
  /** Epoch milliseconds at which the attempt began. */
  readonly time: number
  /** The model that the client asked for. */
  readonly model: string
  /** The model that the upstream was asked for. */
  readonly upstreamModel: string | null
  readonly channelId: number | null
  readonly channelName: string | null
  readonly keyId: number | null
  /** Masked: see `maskKey`. */
  readonly keyMask: string | null
  /** HTTP status; 0 when no answer came, 499 when the client left first. */
  readonly statusCode: number
  readonly outcome: LogOutcome
  /** Empty for a success; otherwise what went wrong, at most 512 characters. */
  readonly message: string
  readonly streaming: boolean
  /** Milliseconds that the request waited for room before the attempt; 0 for most. */
  readonly queueMs: number
  /** Milliseconds from the attempt's start until it was on a connection; null: it never was. */
  readonly connectMs: number | null
  /** Milliseconds from the attempt's start to the first event that means something. */
  readonly firstEventMs: number | null
  /** Milliseconds from the attempt's start to its end. */
  readonly durationMs: number
  readonly requestBytes: number
  readonly responseBytes: number
  readonly tokenName: string | null
  readonly clientIp: string | null
  readonly sessionId: string | null
  readonly agentId: string | null
  readonly usage: Usage | null
  /** Millionths of a US dollar; null where the model's price is unknown. */
  readonly costMicroUsd: number | null
  /** What the plan of the attempt left out; null: nothing. Entries share it. */
  readonly plan: PlanNote | null
}

/** A log entry with the id that the store gave it. */
export interface StoredLogEntry extends LogEntry {
  readonly id: number
}

/** The longest message a log entry keeps, in characters. */
export const LOG_MESSAGE_LIMIT = 512
