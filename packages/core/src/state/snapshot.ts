import type { Clock } from '../ports/clock.js'
import type { Logger } from '../ports/logger.js'

/** What a snapshot works with. */
export interface SnapshotOptions<T> {
  /** Where the things are read from, and who tells of changes. */
  readonly source: {
    list(): Promise<T[]>
    subscribe(listener: () => void): () => void
  }
  /** What they are called in the log. */
  readonly what: string
  readonly clock: Clock
  readonly logger: Logger
  /** How long a snapshot serves before it is read again, in milliseconds. */
  readonly ttlMs: number
  /** Takes the things each time that they have been read. */
  readonly use: (things: readonly T[]) => void
}

/** Sees to it that what is in use is what the store holds. */
export interface Snapshot {
  /**
   * Undefined: go ahead. A promise: there was a change, wait for it. It rejects only where nothing
   * was ever read.
   */
  refresh(): Promise<void> | undefined
  close(): void
}

/** After a failed read the next one is tried so much later; no request waits for it. */
const RETRY_MS = 1_000

/**
 * Keeps a snapshot of what the store holds of one kind. A change made through this store is known
 * at once, and the next request waits for it; one made elsewhere is found when the snapshot has
 * grown old, which no request waits for.
 */
export function createSnapshot<T>(options: SnapshotOptions<T>): Snapshot {
  const { source, what, clock, logger, ttlMs, use } = options
  let loaded = false
  /** Counts the changes that are known of. */
  let version = 0
  /** Whether what is in use lacks a change that is known of. */
  let behind = true
  let readAgainAt = Number.NEGATIVE_INFINITY
  let reading: Promise<void> | undefined
  const unsubscribe = source.subscribe(() => {
    version += 1
    behind = true
  })

  async function read(): Promise<void> {
    let seen = version
    try {
      for (;;) {
        seen = version
        use(await source.list())
        // A change during the read may have come too late for it.
        if (seen === version) break
      }
      loaded = true
      readAgainAt = clock.now() + ttlMs
    } catch (error) {
      if (!loaded) throw error
      readAgainAt = clock.now() + RETRY_MS
      logger.warn({ err: error }, `${what} could not be read: the last known ones serve on`)
    } finally {
      behind = !loaded || seen !== version
      reading = undefined
    }
  }

  return {
    refresh() {
      if (!behind && clock.now() < readAgainAt) return undefined
      reading ??= read()
      return behind ? reading : undefined
    },
    close: unsubscribe,
  }
}
