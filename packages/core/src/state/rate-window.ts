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
   * returns what {@link waitMs} does.
   */
  take(limit: number, now: number): number {
    const waitMs = this.waitMs(limit, now)
    if (waitMs === 0) this.#times.push(now)
    return waitMs
  }

  /** The events that count at an instant. */
  count(now: number): number {
    this.#forget(now)
    return this.#times.length - this.#first
  }

  /** Counts an event, whatever the limit. */
  add(now: number): void {
    this.#forget(now)
    this.#times.push(now)
  }

  /** Milliseconds after which the limit allows one more, if none comes first; 0: it does now. */
  waitMs(limit: number, now: number): number {
    this.#forget(now)
    const times = this.#times
    if (times.length - this.#first < limit) return 0
    // A limit that was lowered has more than one event in its way.
    const inTheWay = limit > 0 ? (times[times.length - limit] ?? now) : now
    return inTheWay + RATE_WINDOW_MS - now
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
