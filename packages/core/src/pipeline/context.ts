import type { Candidate } from '../domain/candidate.js'
import type { LogEntry } from '../domain/log-entry.js'
import type { Outcome } from '../domain/outcome.js'
import type { PlanNote } from '../domain/plan-note.js'
import type { Verdict } from '../domain/verdict.js'
import type { EventPorts } from '../observe/diagnostics.js'
import type { LiveRequests } from '../observe/live-requests.js'
import type { Capture } from '../ports/capture.js'
import type { Clock } from '../ports/clock.js'
import type { Logger } from '../ports/logger.js'
import type { Prices } from '../ports/prices.js'
import type { RouteRequest } from '../ports/selector.js'
import type { Transport } from '../ports/transport.js'
import type { Ticket } from '../state/place-queue.js'
import type { Threads } from '../state/threads.js'
import type { Tokens } from '../state/tokens.js'
import type { Authenticate } from './authenticate.js'
import type { LateRecords } from './late-records.js'

/** What the pipeline asks of routing: all of it answered from memory. */
export interface PipelineRouting {
  refresh(): Promise<void> | undefined
  serves(model: string, channelIds: readonly number[] | null): boolean
  models(channelIds: readonly number[] | null): readonly string[]
  candidates(request: RouteRequest, now: number): Iterable<Candidate>
  note(request: RouteRequest, now: number): PlanNote | null
  begin(candidate: Candidate, now: number): void
  answered(candidate: Candidate, request: RouteRequest, startedAt: number, now: number): void
  end(
    candidate: Candidate,
    outcome: Outcome,
    verdict: Verdict,
    startedAt: number,
    now: number,
  ): void
  spent(channelId: number, costMicroUsd: number, time: number): void
  queue(request: RouteRequest, now: number): Ticket | undefined
  dueAt(model: string, now: number, channelIds: readonly number[] | null): number | undefined
}

/** Settings of the pipeline; times in milliseconds, 0 meaning no limit. */
export interface PipelineSettings {
  /** Longest request body, in bytes. */
  readonly maxBodyBytes: number
  /** For a stream: until its first event that means something. */
  readonly streamFirstEventTimeoutMs: number
  /** For any other answer: until its first byte. */
  readonly firstEventTimeoutMs: number
  /** For the whole request, all attempts and the answer's last byte included. */
  readonly requestTimeoutMs: number
  /** How long a request may wait for room where all its channels are full; 0: not at all. */
  readonly maxQueueMs: number
  readonly maxSilenceMs: number
  readonly maxHeldBytes: number
  readonly maxPingOnlyMs: number
}

/** The parts that a request meets on its way. */
export interface PipelineContext {
  readonly authenticate: Authenticate
  readonly tokens: Pick<Tokens, 'admit' | 'budget' | 'book'>
  readonly routing: PipelineRouting
  readonly threads: Threads
  readonly transport: Transport
  readonly clock: Clock
  readonly prices: Prices
  readonly logger: Logger
  readonly settings: PipelineSettings
  readonly events: EventPorts
  readonly live: LiveRequests
  readonly capture: Capture | undefined
  /** Takes a log entry; never throws, never waits. */
  record(entry: LogEntry): void
  readonly lateRecords: LateRecords
}
