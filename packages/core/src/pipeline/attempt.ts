import { headerValue, toHeaderMap } from '../domain/headers.js'
import type { Exchange, RawHeaders } from '../domain/message.js'
import type { NetworkFault, Outcome } from '../domain/outcome.js'
import { type AnswerTap, createAnswerTap } from '../observe/answer-tap.js'
import type { AttemptCapture } from '../observe/attempt-capture.js'
import type { Clock } from '../ports/clock.js'
import type {
  Transport,
  TransportFault,
  UpstreamCall,
  UpstreamHandler,
  UpstreamRequest,
} from '../ports/transport.js'
import type { AttemptHooks, AttemptLimits, AttemptResult } from './attempt-terms.js'
import { CommitGate } from './commit-gate.js'
import { createOpeningReader, type Opening } from './first-event.js'
import { readEncoded } from './read-encoded.js'
import { Relay, type RelayEnd } from './relay.js'

/** Longest answer other than 2xx that is kept to be handed on later. */
const ANSWER_LIMIT = 1024 * 1024

/**
 * One try of one candidate. A 2xx answer goes to the client as it comes, once its beginning shows
 * that it is one; every other answer is kept whole, for the failover to decide on.
 */
export class Attempt implements UpstreamHandler {
  readonly #exchange: Exchange
  readonly #clock: Clock
  readonly #limits: AttemptLimits
  readonly #hooks: AttemptHooks
  readonly #startedAt: number
  #capture: AttemptCapture | undefined
  readonly #result: Promise<AttemptResult>
  #resolve: (result: AttemptResult) => void = () => {}
  #settled = false
  #call: UpstreamCall | undefined
  #cancelDeadline: (() => void) | undefined
  #status = 0
  #headers: RawHeaders = []
  #resume: () => void = () => {}
  #gate: CommitGate | undefined
  #collected: Buffer[] = []
  #relay: Relay | undefined
  #tap: AnswerTap | null = null
  #upstreamEnded = false
  #paused = false
  #bytes = 0
  #connectMs: number | null = null
  #firstEventMs: number | null = null

  constructor(exchange: Exchange, clock: Clock, limits: AttemptLimits, hooks: AttemptHooks) {
    this.#exchange = exchange
    this.#clock = clock
    this.#limits = limits
    this.#hooks = hooks
    this.#startedAt = clock.now()
    this.#result = new Promise((resolve) => {
      this.#resolve = resolve
    })
  }

  /** Sends the request. Settles when the attempt is over, its answer's last byte included. */
  send(
    transport: Transport,
    request: UpstreamRequest,
    capture?: AttemptCapture,
  ): Promise<AttemptResult> {
    this.#capture = capture
    const { firstEventTimeoutMs } = this.#limits
    if (firstEventTimeoutMs > 0) {
      this.#cancelDeadline = this.#clock.after(firstEventTimeoutMs, () => {
        this.#fail('first-event-timeout', `no answer within ${firstEventTimeoutMs} ms`)
      })
    }
    this.#call = transport.send(request, this)
    if (this.#settled) this.#call.abort()
    return this.#result
  }

  /** The upstream's status so far; 0 before its head has come. */
  get status(): number {
    return this.#status
  }

  /** Bytes that the upstream has sent so far. */
  get responseBytes(): number {
    return this.#bytes
  }

  /** The id of its message; null before that has come. */
  get messageId(): string | null {
    return this.#tap?.messageId ?? null
  }

  /** Whether its answer is on its way to the client. */
  get isAnswering(): boolean {
    return this.#relay !== undefined
  }

  /** Stops it: the client left, or the time for the whole request is up. */
  abort(timedOut: boolean): void {
    if (timedOut && this.#relay !== undefined) this.#exchange.destroy()
    this.#relay?.drop()
    this.#settle({ kind: 'aborted', timedOut }, timedOut ? 504 : 499)
  }

  onConnect(): void {
    this.#connectMs = this.#clock.now() - this.#startedAt
  }

  onHead(status: number, headers: RawHeaders, resume: () => void): void {
    this.#status = status
    this.#headers = headers
    this.#resume = resume
    this.#capture?.head(status, headers)
    if (status === 204 || status === 205) this.#commit()
    else if (status >= 200 && status < 300) this.#awaitOpening(headers)
  }

  onData(chunk: Uint8Array): boolean {
    const bytes = toBuffer(chunk)
    this.#bytes += bytes.length
    if (this.#capture !== undefined) this.#capture.data(bytes)
    if (this.#relay !== undefined) return this.#relay.push(bytes)
    if (this.#gate !== undefined) return this.#hold(this.#gate, bytes)
    this.#collected.push(bytes)
    if (this.#bytes > ANSWER_LIMIT) this.#refuse()
    return true
  }

  onEnd(): void {
    this.#upstreamEnded = true
    if (this.#relay !== undefined) this.#relay.end()
    else if (this.#gate !== undefined) this.#gate.end()
    else this.#refuse()
  }

  onFault({ fault, message }: TransportFault): void {
    if (this.#relay !== undefined) this.#relay.cut(message)
    else this.#fail(fault === 'idle-timeout' ? 'first-event-timeout' : fault, message)
  }

  #awaitOpening(headers: RawHeaders): void {
    const contentType = headerValue(headers, 'content-type') ?? ''
    const contentEncoding = codingOf(headers)
    this.#gate = new CommitGate(
      createOpeningReader(contentType),
      contentEncoding,
      this.#limits.maxHeldBytes,
      (opening) => this.#judge(opening),
    )
    this.#boundSilence()
  }

  #hold(gate: CommitGate, bytes: Buffer): boolean {
    gate.push(bytes)
    return !this.#paused
  }

  /** The beginning of a 2xx answer is known. */
  #judge(opening: Opening): void {
    const outcome = toFailure(opening)
    if (outcome === undefined || !this.#hooks.mayFailOver(outcome)) {
      this.#commit()
    } else {
      const body = opening.kind === 'error' ? [Buffer.from(opening.body)] : undefined
      this.#settle(outcome, this.#status, body)
    }
  }

  /** From here on the answer is the client's, and no other channel can give it. */
  #commit(): void {
    this.#cancelDeadline?.()
    this.#firstEventMs = this.#clock.now() - this.#startedAt
    const contentType = headerValue(this.#headers, 'content-type') ?? ''
    // Made only now: one that has been made has to be ended, and the relay does that.
    const tap = createAnswerTap({ contentType, contentEncoding: codingOf(this.#headers) })
    this.#tap = tap
    const isStream = contentType.includes('event-stream')
    const relay = new Relay(
      this.#exchange,
      this.#clock,
      tap,
      isStream ? this.#limits.maxPingOnlyMs : 0,
      {
        resume: () => {
          this.#paused = false
          this.#resume()
        },
        done: (end) => this.#settle(this.#toOutcome(end), this.#status),
      },
    )
    this.#relay = relay
    this.#hooks.committed()
    relay.begin(this.#status, this.#headers)
    for (const chunk of this.#gate?.release() ?? this.#collected) {
      if (!relay.push(chunk)) this.#paused = true
    }
    if (this.#upstreamEnded) relay.end()
  }

  /** An answer other than 2xx has come whole, or has grown beyond what is kept. */
  #refuse(): void {
    const body = Buffer.concat(this.#collected)
    const outcome: Outcome = {
      kind: 'answer',
      status: this.#status,
      headers: toHeaderMap(this.#headers),
      body: readEncoded(body, codingOf(this.#headers)),
    }
    if (this.#upstreamEnded) this.#settle(outcome, this.#status, [body])
    else if (this.#hooks.mayFailOver(outcome)) this.#settle(outcome, this.#status)
    else this.#commit()
  }

  #toOutcome(end: RelayEnd): Outcome {
    const status = this.#status
    return end.kind === 'complete' ? { kind: 'relayed', status } : { ...end, status }
  }

  #fail(fault: NetworkFault, message: string): void {
    this.#settle({ kind: 'network', fault, message }, this.#status)
  }

  /** Headers are here, but nothing that means anything: not for longer than a client bears. */
  #boundSilence(): void {
    if (this.#limits.maxSilenceMs === 0) return
    const cancelDeadline = this.#cancelDeadline
    const cancelSilence = this.#clock.after(this.#limits.maxSilenceMs, () => {
      this.#gate?.drop()
      this.#commit()
    })
    this.#cancelDeadline = () => {
      cancelDeadline?.()
      cancelSilence()
    }
  }

  #settle(outcome: Outcome, status: number, body?: readonly Buffer[]): void {
    if (this.#settled) return
    this.#settled = true
    this.#cancelDeadline?.()
    this.#gate?.drop()
    if (!this.#upstreamEnded) this.#call?.abort()
    this.#capture?.end(outcome, this.#clock.now())
    this.#resolve({
      outcome,
      status,
      answer: body === undefined ? null : { status: this.#status, headers: this.#headers, body },
      connectMs: this.#connectMs,
      firstEventMs: this.#firstEventMs,
      responseBytes: this.#bytes,
      tap: this.#tap,
    })
  }
}

function codingOf(headers: RawHeaders): string {
  return (headerValue(headers, 'content-encoding') ?? '').trim().toLowerCase()
}

function toFailure(opening: Opening): Outcome | undefined {
  switch (opening.kind) {
    case 'html':
    case 'empty':
    case 'encoded':
      return { kind: 'malformed', what: opening.kind }
    case 'error':
      return { kind: 'error-in-200', errorType: opening.errorType, message: opening.message }
    case 'answer':
    case 'wait':
      return undefined
  }
}

function toBuffer(chunk: Uint8Array): Buffer {
  return Buffer.isBuffer(chunk)
    ? chunk
    : Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength)
}
