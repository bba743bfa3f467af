import type { Clock } from '../ports/clock.js'

/** A clock that moves only when told to. */
export interface FakeClock extends Clock {
  /** Moves on, calling back what falls due, in the order of its time. */
  advance(ms: number): void
  /** Callbacks that are waiting: what a leak of timers would show in. */
  readonly pending: number
}

/**
 * @example
 * const clock = createFakeClock()
 * const proxy = createProxy({ store, clock })
 * clock.advance(1_000) // the first cooldown is over
 */
export function createFakeClock(start = 1_750_000_000_000): FakeClock {
  let now = start
  const timers = new Set<{ readonly at: number; readonly callback: () => void }>()

  const earliest = (until: number) => {
    let first: { readonly at: number; readonly callback: () => void } | undefined
    for (const timer of timers) {
      if (timer.at <= until && (first === undefined || timer.at < first.at)) first = timer
    }
    return first
  }

  return {
    now: () => now,
    after(ms, callback) {
      const timer = { at: now + Math.max(0, ms), callback }
      timers.add(timer)
      return () => timers.delete(timer)
    },
    advance(ms) {
      const target = now + ms
      for (let due = earliest(target); due; due = earliest(target)) {
        timers.delete(due)
        now = due.at
        due.callback()
      }
      now = target
    },
    get pending() {
      return timers.size
    },
  }
}
