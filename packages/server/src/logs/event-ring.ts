/** An event as it is sent. */
export interface RingEvent {
  readonly type: string
  readonly data: unknown
}

/** The latest events, for any number of readers, each at its own pace. */
export interface EventRing {
  /** Position behind the latest event: where a new reader begins. */
  readonly end: number
  push(event: RingEvent): void
  /** The events from a position on; undefined when some of them are gone, or are yet to come. */
  from(position: number): readonly RingEvent[] | undefined
  /** Resolves when there is an event at the position, or when `signal` aborts. */
  wait(position: number, signal: AbortSignal): Promise<void>
}

/** A ring of so many events at most; the oldest make room. What readers do costs it nothing. */
export function createEventRing(capacity: number): EventRing {
  const events: RingEvent[] = []
  const waiting = new Set<() => void>()
  let end = 0

  return {
    get end() {
      return end
    },
    push(event) {
      events.push(event)
      end++
      if (events.length > capacity) events.shift()
      for (const resume of [...waiting]) resume()
    },
    from(position) {
      const index = events.length - (end - position)
      return index < 0 || position > end ? undefined : events.slice(index)
    },
    wait(position, signal) {
      if (end > position || signal.aborted) return Promise.resolve()
      return new Promise((resolve) => {
        const resume = () => {
          waiting.delete(resume)
          signal.removeEventListener('abort', resume)
          resolve()
        }
        waiting.add(resume)
        signal.addEventListener('abort', resume)
      })
    },
  }
}
