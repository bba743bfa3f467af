import type { Cooldown } from '../domain/cooldown.js'
import type { Clock } from '../ports/clock.js'
import type { Logger } from '../ports/logger.js'
import type { CooldownStore } from '../ports/store.js'

/** After a failed read the next one is tried so much later. */
const RETRY_MS = 1_000

/**
 * Reads the stored cooldowns after each change that another process may have made, one read at a
 * time, and again where one fails. Returns the way to stop it.
 */
export function followCooldowns(options: {
  readonly store: CooldownStore
  readonly clock: Clock
  readonly logger: Logger
  /** Told before each read. */
  readonly begin: () => void
  readonly merge: (stored: readonly Cooldown[]) => void
}): () => void {
  const { store, clock, logger, begin, merge } = options
  let isBehind = false
  let isReading = false
  let cancelRetry: (() => void) | undefined

  async function read(): Promise<void> {
    try {
      while (isBehind) {
        isBehind = false
        begin()
        merge(await store.list())
      }
    } catch (error) {
      if (cancelRetry === undefined) {
        logger.warn({ err: error }, 'cooldowns of other processes could not be read')
      }
      cancelRetry?.()
      cancelRetry = clock.after(RETRY_MS, wake)
    }
    isReading = false
  }

  function wake(): void {
    isBehind = true
    if (isReading) return
    isReading = true
    void read()
  }

  const unsubscribe = store.subscribe?.(wake)
  return () => {
    unsubscribe?.()
    cancelRetry?.()
  }
}
