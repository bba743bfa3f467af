import type { Clock } from '@ccload/core'

interface Timer {
  readonly at: number
  readonly serial: number
  callback: (() => void) | undefined
}

/** A clock of thousands of timers, which runs as fast as the machine does. */
export interface VirtualClock extends Clock {
  /** Resolves so many milliseconds later. */
  wait(ms: number): Promise<void>
  /** Goes on until an instant. What a callback starts goes on before the next one is called. */
  runUntil(time: number): Promise<void>
  /** Goes on until a promise has settled. */
  runWhile<T>(pending: Promise<T>): Promise<T>
}

/** Timers of the same instant are called in the order in which they were set. */
export function createVirtualClock(start: number): VirtualClock {
  const heap: Timer[] = []
  let now = start
  let serial = 0

  const isBefore = (a: Timer, b: Timer) => a.at < b.at || (a.at === b.at && a.serial < b.serial)

  function add(timer: Timer): void {
    let place = heap.push(timer) - 1
    while (place > 0) {
      const above = (place - 1) >> 1
      const parent = heap[above] as Timer
      if (!isBefore(timer, parent)) break
      heap[place] = parent
      place = above
    }
    heap[place] = timer
  }

  function take(): void {
    const last = heap.pop() as Timer
    if (heap.length === 0) return
    let place = 0
    for (;;) {
      let below = place * 2 + 1
      if (below >= heap.length) break
      if (below + 1 < heap.length && isBefore(heap[below + 1] as Timer, heap[below] as Timer)) {
        below += 1
      }
      const child = heap[below] as Timer
      if (!isBefore(child, last)) break
      heap[place] = child
      place = below
    }
    heap[place] = last
  }

  /** Calls back the next timer, unless it is due after an instant. False: there is none. */
  async function step(until: number): Promise<boolean> {
    const next = heap[0]
    if (next === undefined || next.at > until) return false
    take()
    if (next.callback === undefined) return true
    now = next.at
    next.callback()
    await settled()
    return true
  }

  return {
    now: () => now,
    after(ms, callback) {
      const timer: Timer = { at: now + Math.max(0, ms), serial: serial++, callback }
      add(timer)
      return () => {
        timer.callback = undefined
      }
    },
    wait(ms) {
      return new Promise((resolve) => {
        this.after(ms, resolve)
      })
    },
    async runUntil(time) {
      while (await step(time));
      now = time
    },
    async runWhile(pending) {
      let isPending = true
      const settle = () => {
        isPending = false
      }
      pending.then(settle, settle)
      await settled()
      while (isPending && (await step(Number.POSITIVE_INFINITY)));
      return pending
    },
  }
}

/** All that was waiting for what has happened has gone on by then. */
function settled(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve))
}
