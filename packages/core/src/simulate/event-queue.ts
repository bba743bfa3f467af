/** What is to happen, by time; what is due at the same time comes out in the order it went in. */
export class EventQueue<T> {
  /** The latest first, so that what is next is cheap to take. */
  readonly #events: { readonly time: number; readonly event: T }[] = []

  add(time: number, event: T): void {
    let low = 0
    let high = this.#events.length
    while (low < high) {
      const middle = (low + high) >> 1
      if ((this.#events[middle]?.time ?? 0) > time) low = middle + 1
      else high = middle
    }
    this.#events.splice(low, 0, { time, event })
  }

  /** Takes out the next one, unless it is due after `time`. */
  next(time: number): { readonly time: number; readonly event: T } | undefined {
    const next = this.#events.at(-1)
    if (next === undefined || next.time > time) return undefined
    return this.#events.pop()
  }
}
