import type { Candidate } from '../domain/candidate.js'
import type { LiveRequest } from '../domain/live-request.js'
import type { LogEntry } from '../domain/log-entry.js'
import type { PlanNote } from '../domain/plan-note.js'
import type { LiveSource } from '../observe/live-requests.js'
import type { Attempt } from './attempt.js'
import type { PipelineContext } from './context.js'
import {
  type AttemptFacts,
  type PlanFacts,
  type RequestFacts,
  toAttemptEntry,
  toLogOutcome,
  toRefusalEntry,
} from './log-entry-of.js'

/**
 * What is recorded of one request: its log entries, its events, and how it stands while it is being
 * served. An attempt's entry says whether it was the request's last, so it is written when the next
 * one begins or the request ends.
 */
export class RequestRecord implements LiveSource {
  readonly #context: PipelineContext
  readonly #facts: RequestFacts
  readonly #startedAt: number
  #attempts = 0
  #current: { readonly attempt: Attempt; readonly candidate: Candidate } | undefined
  #ended: AttemptFacts | undefined
  #status = 0
  #place = 0
  #endWatch: (() => void) | undefined
  #queueMs = 0
  #plan: PlanNote | null = null

  constructor(context: PipelineContext, facts: RequestFacts) {
    this.#context = context
    this.#facts = facts
    this.#startedAt = context.clock.now()
  }

  begin(): void {
    const { live, events } = this.#context
    this.#place = live.begin(this)
    if (!events['request-started'].isHeard) return
    const { requestId, request, principal, exchange } = this.#facts
    const { sessionId, agentId } = request.conversation
    events['request-started'].publish({
      requestId,
      time: this.#startedAt,
      model: request.model,
      streaming: request.stream,
      tokenName: principal.tokenName,
      clientIp: exchange.remoteAddress,
      sessionId,
      agentId,
      requestBytes: request.bodyBytes,
    })
  }

  /** The request has waited for room. */
  waited(ms: number): void {
    this.#queueMs += ms
  }

  /** A plan has been made, and this is what it leaves out. */
  planned(note: PlanNote | null): void {
    this.#plan = note
  }

  attemptBegins(attempt: Attempt, candidate: Candidate, time: number): void {
    this.#writeEnded(false)
    this.#attempts++
    this.#current = { attempt, candidate }
    const event = this.#context.events['attempt-started']
    if (!event.isHeard) return
    event.publish({
      requestId: this.#facts.requestId,
      attempt: this.#attempts,
      time,
      channelId: candidate.channel.id,
      channelName: candidate.channel.name,
      keyId: candidate.key.id,
      upstreamModel: candidate.model,
    })
  }

  answerBegins(attempt: Attempt, startedAt: number, time: number): void {
    if (this.#facts.request.conversation.isThread) this.#watchThread(attempt)
    const event = this.#context.events['answer-begun']
    if (!event.isHeard) return
    event.publish({
      requestId: this.#facts.requestId,
      attempt: this.#attempts,
      time,
      statusCode: attempt.status,
      firstEventMs: time - startedAt,
    })
  }

  attemptEnds(ended: AttemptFacts): void {
    this.#ended = ended
    this.#status = ended.result.status
  }

  /** No candidate was tried. */
  refused(statusCode: number, message: string): void {
    this.#status = statusCode
    const time = this.#context.clock.now()
    this.#write(toRefusalEntry(this.#facts, this.#planFacts(), time, statusCode, message))
  }

  end(): void {
    const { live, events, clock } = this.#context
    const ended = this.#ended
    this.#writeEnded(true)
    live.end(this.#place)
    if (!events['request-ended'].isHeard) return
    const time = clock.now()
    events['request-ended'].publish({
      requestId: this.#facts.requestId,
      time,
      durationMs: time - this.#startedAt,
      attempts: this.#attempts,
      outcome: ended ? toLogOutcome(ended.result.outcome, ended.verdict) : 'no-candidate',
      statusCode: this.#status,
    })
  }

  view(): LiveRequest {
    const { requestId, request, principal } = this.#facts
    const { attempt, candidate } = this.#current ?? {}
    return {
      requestId,
      startedAt: this.#startedAt,
      model: request.model,
      streaming: request.stream,
      tokenName: principal.tokenName,
      sessionId: request.conversation.sessionId,
      attempt: this.#attempts,
      channelId: candidate?.channel.id ?? null,
      channelName: candidate?.channel.name ?? null,
      state: attempt?.isAnswering === true ? 'streaming' : 'waiting',
      responseBytes: attempt?.responseBytes ?? 0,
    }
  }

  /** An entry waits for encoded answers, read a little later than they are relayed, and for prices. */
  #writeEnded(final: boolean): void {
    const ended = this.#ended
    if (ended === undefined) return
    this.#ended = undefined
    const attempt = this.#attempts
    const plan = this.#planFacts()
    const { prices } = this.#context
    const write = () => {
      this.#endWatch?.()
      this.#write(toAttemptEntry(this.#facts, plan, ended, attempt, final, prices))
    }
    const settled = ended.result.tap?.settled ?? undefined
    const loading = prices.loading?.()
    if (settled === undefined && loading === undefined) write()
    else this.#context.lateRecords.add(Promise.all([settled, loading]).then(write))
  }

  #planFacts(): PlanFacts {
    return { queueMs: this.#queueMs, plan: this.#plan }
  }

  /** What goes on with this answer has to come back to the account that gave it. */
  #watchThread(attempt: Attempt): void {
    const { candidate } = this.#current ?? {}
    if (candidate === undefined) return
    const home = { channelId: candidate.channel.id, keyId: candidate.key.id }
    const conversation = this.#facts.request.conversation.key ?? this.#facts.requestId
    this.#endWatch = this.#context.threads.watch(attempt, { home, conversation })
  }

  #write(entry: LogEntry): void {
    const { record, events, routing, tokens } = this.#context
    record(entry)
    const { token } = this.#facts.principal
    const { channelId, costMicroUsd, time } = entry
    if (costMicroUsd !== null) {
      if (token) tokens.book(token.id, costMicroUsd, time)
      if (channelId !== null) routing.spent(channelId, costMicroUsd, time)
    }
    if (events['attempt-ended'].isHeard) events['attempt-ended'].publish(entry)
  }
}
