/**
 * A place where a fake upstream waits for the test's word. Each `pass` uses up one release;
 * releases given in advance are kept.
 */
export interface Gate {
  /** Names the gate where it has to be spoken of, as over a control connection. */
  readonly name: string
  /** Lets the next `count` passes through. */
  release(count?: number): void
  /** Lets everything through from now on. */
  open(): void
  /** Resolves when something stands at the gate, or has passed it, for the `count`th time. */
  reached(count: number): Promise<void>
  /** Resolves when released; rejects when the signal is aborted, and then uses nothing up. */
  pass(signal: AbortSignal): Promise<void>
}

/**
 * @example
 * const gate = createGate()
 * upstream.next({ ...answer(), beforeEach: gate })
 * // ... send the request
 * gate.release() // the upstream sends its first event
 */
export function createGate(name = ''): Gate {
  let releases = 0
  let arrivals = 0
  const waiting: Array<() => void> = []
  const watchers = new Set<() => void>()

  const admit = () => {
    while (releases > 0 && waiting.length > 0) {
      releases -= 1
      waiting.shift()?.()
    }
  }

  return {
    name,
    release(count = 1) {
      releases += count
      admit()
    },
    open() {
      releases = Number.POSITIVE_INFINITY
      admit()
    },
    reached(count) {
      return new Promise((resolve) => {
        const watcher = () => {
          if (arrivals < count) return
          watchers.delete(watcher)
          resolve()
        }
        watchers.add(watcher)
        watcher()
      })
    },
    pass(signal) {
      return new Promise((resolve, reject) => {
        const leave = () => {
          waiting.splice(waiting.indexOf(admitted), 1)
          reject(signal.reason)
        }
        const admitted = () => {
          signal.removeEventListener('abort', leave)
          resolve()
        }
        if (signal.aborted) {
          reject(signal.reason)
          return
        }
        signal.addEventListener('abort', leave, { once: true })
        waiting.push(admitted)
        arrivals += 1
        for (const watcher of [...watchers]) watcher()
        admit()
      })
    },
  }
}
