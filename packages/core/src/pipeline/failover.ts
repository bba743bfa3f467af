import type { Candidate } from '../domain/candidate.js'
import { toVerdict } from '../domain/to-verdict.js'
import type { Verdict } from '../domain/verdict.js'
import { CcloadError } from '../errors.js'
import { type AttemptCapture, openCapture } from '../observe/attempt-capture.js'
import type { RouteRequest } from '../ports/selector.js'
import type { UpstreamRequest } from '../ports/transport.js'
import type { Ticket } from '../state/place-queue.js'
import { Attempt } from './attempt.js'
import type { AttemptLimits, AttemptResult } from './attempt-terms.js'
import type { PipelineContext } from './context.js'
import { HeldAnswers, relayHeldAnswer } from './held-answers.js'
import type { RequestFacts } from './log-entry-of.js'
import { answerError } from './own-answer.js'
import { RequestRecord } from './request-record.js'
import { toUpstreamRequest } from './upstream-request.js'

/** Longest wait that a client may be told: Claude Code gives up at once on more than 60 s. */
const MAX_RETRY_AFTER_S = 59

/**
 * Tries the candidates of a request one after another until one answers, without a pause between
 * them. When none does, the client gets the most useful of the upstreams' answers, or our own
 * error where there is none.
 */
export class Failover {
  readonly #context: PipelineContext
  readonly #facts: RequestFacts
  readonly #routeRequest: RouteRequest
  readonly #limits: AttemptLimits
  readonly #failures = new HeldAnswers()
  readonly #record: RequestRecord
  readonly #startedAt: number
  #attempt: Attempt | undefined
  #ticket: Ticket | undefined
  #attempts = 0
  #stopped = false

  constructor(context: PipelineContext, facts: RequestFacts) {
    this.#context = context
    this.#facts = facts
    this.#record = new RequestRecord(context, facts)
    const { settings, clock } = context
    this.#startedAt = clock.now()
    const { model, endpoint, conversation } = facts.request
    const { home } = conversation
    const channelIds = facts.principal.token?.channelIds ?? null
    this.#routeRequest = { model, endpoint, session: conversation.key, channelIds, home }
    const { streamFirstEventTimeoutMs, firstEventTimeoutMs } = settings
    const { maxSilenceMs, maxHeldBytes, maxPingOnlyMs } = settings
    this.#limits = {
      firstEventTimeoutMs: facts.request.stream ? streamFirstEventTimeoutMs : firstEventTimeoutMs,
      maxSilenceMs,
      maxHeldBytes,
      maxPingOnlyMs,
    }
  }

  /** Settles when the client's answer is over. Rejects only for a fault of our own. */
  async run(): Promise<void> {
    this.#facts.exchange.onAbort(() => this.#stop(false))
    // A client that has left by now is not asked for.
    if (this.#stopped) return
    const cancelDeadline = this.#setDeadline()
    this.#record.begin()
    try {
      if (!(await this.#tryAll())) this.#giveUp()
    } finally {
      cancelDeadline?.()
      this.#record.end()
    }
  }

  /** Whether the client has its answer, or needs none any more. */
  async #tryAll(): Promise<boolean> {
    do {
      // The room that was waited for is there for whoever takes it at once: the next plan.
      this.#ticket?.leave()
      if (await this.#tryPlan()) return true
    } while (this.#attempts === 0 && !this.#stopped && (await this.#waitForRoom()))
    return this.#stopped
  }

  /** Whether all that was in the way were channels that were full, and one has room again. */
  async #waitForRoom(): Promise<boolean> {
    const { routing, clock, settings } = this.#context
    const restMs = this.#startedAt + settings.maxQueueMs - clock.now()
    const ticket = restMs > 0 ? routing.queue(this.#routeRequest, clock.now()) : undefined
    if (ticket === undefined) return false
    this.#ticket = ticket
    const cancel = clock.after(restMs, () => ticket.leave())
    const since = clock.now()
    const isTurn = await ticket.turn
    cancel()
    this.#record.waited(clock.now() - since)
    return isTurn
  }

  async #tryPlan(): Promise<boolean> {
    const { routing, clock } = this.#context
    const { exchange } = this.#facts
    const { channelIds } = this.#routeRequest
    this.#record.planned(routing.note(this.#routeRequest, clock.now()))
    for (const candidate of routing.candidates(this.#routeRequest, clock.now())) {
      // A selector of someone's own may know nothing of tokens.
      if (channelIds?.includes(candidate.channel.id) === false) continue
      const startedAt = clock.now()
      const result = await this.#try(candidate, startedAt)
      const verdict = this.#judge(candidate, result, startedAt)
      if (this.#stopped) return true
      if (verdict.action === 'relay') {
        if (result.answer !== null) relayHeldAnswer(exchange, result.answer)
        return true
      }
      this.#failures.add(result.outcome, result.answer)
    }
    return false
  }

  #try(candidate: Candidate, startedAt: number): Promise<AttemptResult> {
    const { routing, transport, clock } = this.#context
    const { exchange, request } = this.#facts
    const { endpoint } = request
    const attempt = new Attempt(exchange, clock, this.#limits, {
      mayFailOver: (outcome) =>
        toVerdict(outcome, { endpoint, now: clock.now() }).action === 'next',
      committed: () => {
        request.body = null
        request.plainBody = null
        const now = clock.now()
        routing.answered(candidate, this.#routeRequest, startedAt, now)
        this.#record.answerBegins(attempt, startedAt, now)
      },
    })
    this.#attempt = attempt
    this.#attempts++
    this.#record.attemptBegins(attempt, candidate, startedAt)
    routing.begin(candidate, startedAt)
    const upstreamRequest = toUpstreamRequest(exchange, request, candidate)
    const capture = this.#capture(candidate, upstreamRequest, startedAt)
    return attempt.send(transport, upstreamRequest, capture)
  }

  #capture(
    candidate: Candidate,
    upstreamRequest: UpstreamRequest,
    time: number,
  ): AttemptCapture | undefined {
    const { capture, logger } = this.#context
    if (capture?.isOn !== true) return undefined
    const { requestId, principal } = this.#facts
    const subject = {
      requestId,
      attempt: this.#attempts,
      time,
      channelId: candidate.channel.id,
      tokenId: principal.token?.id ?? null,
      tokenName: principal.tokenName,
    }
    return openCapture(capture, subject, upstreamRequest, logger)
  }

  /** What follows from an attempt that is over. */
  #judge(candidate: Candidate, result: AttemptResult, startedAt: number): Verdict {
    const { routing, clock } = this.#context
    const now = clock.now()
    const verdict = toVerdict(result.outcome, { endpoint: this.#facts.request.endpoint, now })
    routing.end(candidate, result.outcome, verdict, startedAt, now)
    this.#record.attemptEnds({ candidate, result, verdict, startedAt, endedAt: now })
    return verdict
  }

  #stop(timedOut: boolean): void {
    this.#stopped = true
    this.#ticket?.leave()
    this.#attempt?.abort(timedOut)
    if (!timedOut) return
    const message = `The request took longer than ${this.#context.settings.requestTimeoutMs} ms.`
    this.#refuse(new CcloadError('request_timeout', message))
  }

  #setDeadline(): (() => void) | undefined {
    const { requestTimeoutMs } = this.#context.settings
    if (requestTimeoutMs === 0) return undefined
    return this.#context.clock.after(requestTimeoutMs, () => this.#stop(true))
  }

  #giveUp(): void {
    const { best } = this.#failures
    if (this.#attempts === 0) this.#record.refused(503, coolingMessage(this.#facts))
    if (this.#attempts > 0 && this.#failures.onlyCredentialsRefused) {
      const message = 'Every channel for this model had its own key refused by its upstream.'
      this.#refuse(new CcloadError('upstream_credentials_refused', message))
    } else if (best !== undefined) {
      relayHeldAnswer(this.#facts.exchange, best)
    } else if (this.#attempts === 0) {
      this.#refuse(new CcloadError('all_channels_cooling', coolingMessage(this.#facts)))
    } else {
      const message = 'No upstream for this model could be reached.'
      this.#refuse(new CcloadError('upstream_unreachable', message))
    }
  }

  #refuse(error: CcloadError): void {
    const { exchange, requestId, principal, request } = this.#facts
    if (exchange.isAnswered) return
    const channelIds = principal.token?.channelIds ?? null
    const now = this.#context.clock.now()
    const dueAt = this.#context.routing.dueAt(request.model, now, channelIds)
    const waitMs = (dueAt ?? now) - now
    const waitS = Math.min(Math.max(Math.ceil(waitMs / 1000), 1), MAX_RETRY_AFTER_S)
    answerError(exchange, error, requestId, ['retry-after', String(waitS)])
  }
}

function coolingMessage({ request }: RequestFacts): string {
  return `Every channel for ${request.model} is cooling down or at its limit.`
}
