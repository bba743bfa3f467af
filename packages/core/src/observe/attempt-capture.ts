import type { RawHeaders } from '../domain/message.js'
import type { Outcome } from '../domain/outcome.js'
import type { Capture, CapturedAttempt, CaptureSink, CaptureSubject } from '../ports/capture.js'
import type { Logger } from '../ports/logger.js'
import type { UpstreamRequest } from '../ports/transport.js'
import { ByteKeeper } from './byte-keeper.js'

/** Kept of a body where the sink does not say: more than most requests and answers have. */
const DEFAULT_MAX_BYTES = 256 * 1024

/** What an attempt tells of itself while it goes on. Nothing here throws. */
export class AttemptCapture {
  readonly #sink: CaptureSink
  readonly #subject: CaptureSubject
  readonly #request: CapturedAttempt['request']
  readonly #logger: Logger
  readonly #answerBody: ByteKeeper
  #head: { readonly status: number; readonly headers: RawHeaders } | undefined
  #isOver = false

  constructor(
    sink: CaptureSink,
    subject: CaptureSubject,
    request: UpstreamRequest,
    logger: Logger,
  ) {
    const { maxBytes = DEFAULT_MAX_BYTES } = sink
    const { method, origin, path, headers, body } = request
    const requestBody = new ByteKeeper(maxBytes)
    if (body !== null) requestBody.push(body)
    this.#request = { method, url: origin + path, headers, body: requestBody.body() }
    this.#sink = sink
    this.#subject = subject
    this.#logger = logger
    this.#answerBody = new ByteKeeper(maxBytes)
  }

  head(status: number, headers: RawHeaders): void {
    this.#head = { status, headers }
  }

  /** Bytes as the upstream has sent them. */
  data(chunk: Uint8Array): void {
    if (!this.#isOver) this.#answerBody.push(chunk)
  }

  /** The attempt is over; `now` in epoch milliseconds. */
  end(outcome: Outcome, now: number): void {
    if (this.#isOver) return
    this.#isOver = true
    const isTimedOut = outcome.kind === 'aborted' && outcome.timedOut === true
    try {
      this.#sink.take({
        ...this.#subject,
        durationMs: now - this.#subject.time,
        request: this.#request,
        answer: this.#head === undefined ? null : { ...this.#head, body: this.#answerBody.body() },
        ending: isTimedOut ? 'timed-out' : outcome.kind,
      })
    } catch (err) {
      this.#logger.warn({ err }, 'a captured attempt was not taken')
    }
  }
}

/** Begins to capture an attempt, where that is wanted. Never throws. */
export function openCapture(
  capture: Capture,
  subject: CaptureSubject,
  request: UpstreamRequest,
  logger: Logger,
): AttemptCapture | undefined {
  try {
    const sink = capture.open(subject)
    return sink && new AttemptCapture(sink, subject, request, logger)
  } catch (err) {
    logger.warn({ err }, 'an attempt could not be captured')
    return undefined
  }
}
