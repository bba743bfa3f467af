/** Lets one holder in at a time, in the order in which they came. */
export interface Mutex {
  readonly isHeld: boolean
  lock(): Promise<void>
  unlock(): void
}

/** A mutex that nobody holds. */
export function createMutex(): Mutex {
  const waiting: (() => void)[] = []
  let isHeld = false
  return {
    get isHeld() {
      return isHeld
    },
    async lock() {
      if (isHeld) await new Promise<void>((resolve) => waiting.push(resolve))
      isHeld = true
    },
    unlock() {
      const next = waiting.shift()
      // Handed over while still held, so that nobody slips in between.
      if (next === undefined) isHeld = false
      else next()
    },
  }
}
