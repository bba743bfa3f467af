import type { Channel } from '../domain/channel.js'
import type { Clock } from '../ports/clock.js'
import type { Logger } from '../ports/logger.js'
import type { ChannelStore } from '../ports/store.js'

/** What a snapshot works with. */
export interface ChannelSnapshotOptions {
  readonly channels: ChannelStore
  readonly clock: Clock
  readonly logger: Logger
  /** How long a snapshot serves before it is read again, in milliseconds. */
  readonly ttlMs: number
  /** Takes the channels each time that they have been read. */
  readonly use: (channels: readonly Channel[]) => void
}

/** Sees to it that the channels in use are those of the store. */
export interface ChannelSnapshot {
  /**
   * Undefined: go ahead. A promise: the channels have changed, wait for it. It rejects only where
   * no channels were ever read.
   */
  refresh(): Promise<void> | undefined
  close(): void
}

/** After a failed read the next one is tried so much later; no request waits for it. */
const RETRY_MS = 1_000

/**
 * Keeps a snapshot of the store's channels. A change made through this store is known at once, and
 * the next request waits for it; one made elsewhere is found when the snapshot has grown old, which
 * no request waits for.
 */
export function createChannelSnapshot(options: ChannelSnapshotOptions): ChannelSnapshot {
  const { channels, clock, logger, ttlMs, use } = options
  let loaded = false
  /** Counts the changes that are known of. */
  let version = 0
  /** Whether the channels in use lack a change that is known of. */
  let behind = true
  let readAgainAt = Number.NEGATIVE_INFINITY
  let reading: Promise<void> | undefined
  const unsubscribe = channels.subscribe(() => {
    version += 1
    behind = true
  })

  async function read(): Promise<void> {
    let seen = version
    try {
      for (;;) {
        seen = version
        use(await channels.list())
        // A change during the read may have come too late for it.
        if (seen === version) break
      }
      loaded = true
      readAgainAt = clock.now() + ttlMs
    } catch (error) {
      if (!loaded) throw error
      readAgainAt = clock.now() + RETRY_MS
      logger.warn({ err: error }, 'channels could not be read: the last known ones serve on')
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
