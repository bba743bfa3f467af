/** What a limit per minute counts over. */
export const RATE_WINDOW_MS = 60_000

/**
 * Counts events of the last 60 seconds, exactly: for a limit of `n` per minute no 60 seconds ever
 * hold more than `n`, wherever they begin. Holds one number per event counted.
 */
export class RateWindow {
  #times: number[] = []
  /** Where the times begin that still count. */
  #first = 0

  /**
   * Counts an event if the limit allows one more, and returns 0; otherwise counts nothing and
   * returns the milliseconds after which one will be allowed, if no other event comes first.
   */
  take(limit: number, now: number): number {
    this.#forget(now)
    const count = this.#times.length - this.#first
    if (count < limit) {
      this.#times.push(now)
      return 0
    }
    // A limit that was lowered has more than one event in its way.
    const inTheWay = limit > 0 ? (this.#times[this.#times.length - limit] ?? now) : now
    return inTheWay + RATE_WINDOW_MS - now
  }

  /** Whether nothing counts any more. */
  isEmpty(now: number): boolean {
    this.#forget(now)
    return this.#times.length === this.#first
  }

  #forget(now: number): void {
    const times = this.#times
    // A clock that was set back must not hold events for longer than the window.
    if ((times.at(-1) ?? now) > now) this.#times = times.map((time) => Math.min(time, now))
    while (this.#first < this.#times.length) {
      if (now - (this.#times[this.#first] ?? now) < RATE_WINDOW_MS) break
      this.#first += 1
    }
    if (this.#first > 32 && this.#first * 2 > this.#times.length) {
      this.#times = this.#times.slice(this.#first)
      this.#first = 0
    }
  }
}
