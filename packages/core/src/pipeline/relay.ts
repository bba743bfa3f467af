import type { Exchange, RawHeaders } from '../domain/message.js'
import type { AnswerTap } from '../observe/answer-tap.js'
import type { Clock } from '../ports/clock.js'
import { toClientHeaders } from './response-headers.js'

/** How a relayed answer came to its end. */
export type RelayEnd =
  | { readonly kind: 'complete' }
  /** The upstream broke off, and so did the client's answer. */
  | { readonly kind: 'cut'; readonly message: string }

/** What a relay needs of the upstream side. */
export interface RelaySource {
  /** Restarts a body that was paused because {@link Relay.push} returned false. */
  resume(): void
  /** Called once, when the client's answer is over. The upstream is not needed any more. */
  done(end: RelayEnd): void
}

/** How long an upstream may keep its connection open after the end marker of its stream. */
const END_MARKER_GRACE_MS = 1_000

/** How often a stream is looked at while it may live on pings: it lives at most one look longer. */
const LOOKS = 16

/**
 * Carries one answer to the client, bytes as they come. The tap looks at them first, so that what
 * an aborted stream used is counted. There is no promise and no timer per chunk.
 */
export class Relay {
  readonly #exchange: Exchange
  readonly #clock: Clock
  readonly #tap: AnswerTap
  readonly #source: RelaySource
  readonly #maxPingOnlyMs: number
  #cancelTimer: (() => void) | undefined
  #cancelLook: (() => void) | undefined
  #marked = false
  #contentEvents = 0
  #silentLooks = 0
  #over = false

  /** `maxPingOnlyMs`: how long a stream may live on pings alone; 0 for no limit or no stream. */
  constructor(
    exchange: Exchange,
    clock: Clock,
    tap: AnswerTap,
    maxPingOnlyMs: number,
    source: RelaySource,
  ) {
    this.#exchange = exchange
    this.#clock = clock
    this.#tap = tap
    this.#maxPingOnlyMs = maxPingOnlyMs
    this.#source = source
  }

  begin(status: number, headers: RawHeaders): void {
    this.#exchange.onDrain(() => this.#source.resume())
    this.#exchange.writeHead(status, toClientHeaders(headers))
    if (this.#maxPingOnlyMs > 0) this.#watchForContent()
    if (this.#tap.settled !== null) this.#keepLooking()
  }

  /** False: the client does not keep up; pause until `resume` is called. */
  push(chunk: Buffer): boolean {
    if (this.#over) return true
    this.#tap.push(chunk)
    const keepsUp = this.#exchange.write(chunk)
    if (!this.#marked) this.#look()
    return keepsUp
  }

  /** The upstream's answer is complete. */
  end(): void {
    if (this.#stop()) {
      this.#exchange.end()
      this.#source.done({ kind: 'complete' })
    }
  }

  /**
   * The upstream broke off. After the end marker nothing was missing, so the answer counts as
   * complete; otherwise the client has to see that it is not. An encoded answer is read to its end
   * before that is decided.
   */
  cut(message: string): void {
    if (!this.#stop()) return
    const { settled } = this.#tap
    if (settled === null || this.#tap.complete) this.#finish(message)
    else void settled.then(() => this.#finish(message))
  }

  /** The client is gone: nothing is written any more, and `done` is not called. */
  drop(): void {
    this.#stop()
  }

  #finish(message: string): void {
    if (this.#tap.complete) {
      this.#exchange.end()
      this.#source.done({ kind: 'complete' })
    } else {
      this.#exchange.destroy()
      this.#source.done({ kind: 'cut', message })
    }
  }

  #stop(): boolean {
    if (this.#over) return false
    this.#over = true
    this.#cancelTimer?.()
    this.#cancelLook?.()
    this.#tap.end()
    return true
  }

  #look(): void {
    if (!this.#tap.complete) return
    this.#marked = true
    this.#endSoon()
  }

  /** What is encoded is read a little later than it comes, and after the last chunk none follows. */
  #keepLooking(): void {
    this.#cancelLook = this.#clock.after(END_MARKER_GRACE_MS, () => {
      this.#look()
      if (!this.#marked) this.#keepLooking()
    })
  }

  /** Some upstreams never close after the end marker; most do at once and keep the connection. */
  #endSoon(): void {
    this.#cancelTimer?.()
    this.#cancelTimer = this.#clock.after(END_MARKER_GRACE_MS, () => this.end())
  }

  /** Looks now and then, as asking for the time with each chunk costs more than all of this. */
  #watchForContent(): void {
    this.#cancelTimer = this.#clock.after(this.#maxPingOnlyMs / LOOKS, () => {
      const { contentEvents } = this.#tap
      this.#silentLooks = contentEvents === this.#contentEvents ? this.#silentLooks + 1 : 0
      this.#contentEvents = contentEvents
      if (this.#silentLooks < LOOKS) this.#watchForContent()
      else this.cut(`only pings for ${this.#maxPingOnlyMs} ms`)
    })
  }
}
