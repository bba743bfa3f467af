import type { Cooldown, CooldownCause, CooldownTarget } from '../domain/cooldown.js'
import { ladderForgottenAt } from '../domain/cooldown-ladder.js'

/** The last step of one cause's ladder. */
export interface LadderStep {
  readonly durationMs: number
  /** Epoch milliseconds at which it was set. */
  readonly setAt: number
  /** Epoch milliseconds at which its cooldown ends. */
  readonly until: number
}

/** How many may try a target at once until an answer has begun. */
const PROBES = 1
/** A target that more than this many may try at once is back to normal. */
const RAMP_END = 32
/** The way back takes no longer than this from the first answer on, however few requests come. */
const RAMP_MS = 30_000
/** A try that has been silent for so long no longer keeps another one waiting. */
const PATIENCE_MS = 5_000

/**
 * What is known of one target since it failed: its cooldown, the ladders it has climbed, and on
 * its way back how many may try it at once. It outlives the cooldown, for the ladders and the way
 * back do.
 */
export class Rest {
  readonly target: CooldownTarget
  readonly ladders = new Map<CooldownCause, LadderStep>()
  /** The cooldown that ends last, over or not; undefined once an answer has ended it. */
  cooldown: Cooldown | undefined
  #failedAt = Number.NEGATIVE_INFINITY
  #admitted = PROBES
  #answers = 0
  #firstAnswerAt: number | undefined
  #trying = 0
  #lastTryAt = 0

  constructor(target: CooldownTarget) {
    this.target = target
  }

  isCooling(now: number): boolean {
    return this.cooldown !== undefined && this.cooldown.until > now
  }

  /** Whether as many as may are trying it already. */
  isHeld(now: number): boolean {
    if (this.#trying < this.#admitted || now - this.#lastTryAt >= PATIENCE_MS) return false
    if (this.#firstAnswerAt !== undefined) return now - this.#firstAnswerAt < RAMP_MS
    return this.cooldown !== undefined && ladderForgottenAt(this.cooldown) > now
  }

  begin(now: number): void {
    this.#trying += 1
    this.#lastTryAt = now
  }

  /** Attempts that began before the last failure are not counted here. */
  end(startedAt: number): void {
    if (this.#trying > 0 && startedAt >= this.#failedAt) this.#trying -= 1
  }

  /** Back to one at a time, unless the attempt began before the last failure. */
  failed(startedAt: number, now: number): void {
    if (startedAt <= this.#failedAt) return
    this.#failedAt = now
    this.#admitted = PROBES
    this.#answers = 0
    this.#firstAnswerAt = undefined
    this.#trying = 0
  }

  /**
   * An answer has begun: the cooldown is over, and once all who may try have an answer, twice as
   * many may. False: the attempt began before the last failure and tells nothing new.
   */
  answered(startedAt: number, now: number): boolean {
    if (startedAt < this.#failedAt) return false
    this.cooldown = undefined
    this.#firstAnswerAt ??= now
    this.#answers += 1
    if (this.#answers >= this.#admitted) {
      this.#answers = 0
      this.#admitted = this.#admitted < RAMP_END ? this.#admitted * 2 : Number.POSITIVE_INFINITY
    }
    return true
  }

  /** An attempt has succeeded: false and ignored like that of {@link answered}. */
  succeeded(startedAt: number): boolean {
    if (startedAt < this.#failedAt) return false
    this.ladders.clear()
    return true
  }

  /** Whether nothing of it matters any more. */
  isOver(now: number): boolean {
    if (this.isCooling(now)) return false
    for (const step of this.ladders.values()) if (ladderForgottenAt(step) > now) return false
    if (this.#firstAnswerAt === undefined) return true
    return this.#admitted > RAMP_END || now - this.#firstAnswerAt >= RAMP_MS
  }
}
