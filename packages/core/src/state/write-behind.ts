import type { Cooldown, CooldownTarget } from '../domain/cooldown.js'
import type { Cursor } from '../domain/cursor.js'
import type { Clock } from '../ports/clock.js'
import type { Logger } from '../ports/logger.js'
import type { Store } from '../ports/store.js'

/** What a write-behind works with. */
export interface WriteBehindOptions {
  readonly store: Pick<Store, 'cooldowns' | 'cursors'>
  readonly clock: Clock
  readonly logger: Logger
  /** How long changes are gathered before they are written, in milliseconds. */
  readonly intervalMs: number
  /** Told of the cooldowns that are stored by now. */
  readonly onSaved?: (cooldowns: readonly Cooldown[]) => void
}

/** Takes changes of the routing state to the store, later and in batches. No method throws. */
export interface WriteBehind {
  set(cooldown: Cooldown): void
  clear(target: CooldownTarget): void
  /** The cursor is read when it is written, so that one that moves a thousand times is written once. */
  move(cursor: Cursor): void
  /** Writes what is left; a failure is logged. Changes after that are not written. */
  close(): Promise<void>
}

/** The longest wait between tries while the store fails. */
const MAX_RETRY_MS = 30_000

/**
 * Gathers changes and writes the last one of each. The first change starts the wait, so an idle
 * proxy has no timer. While the store fails, the changes are kept (one per cooldown and cursor),
 * and tried again after twice the wait each time.
 */
export function createWriteBehind(options: WriteBehindOptions): WriteBehind {
  const { store, clock, logger, intervalMs } = options
  let cooldowns = new Map<string, CooldownTarget | Cooldown>()
  let cursors = new Set<Cursor>()
  let waitMs = intervalMs
  let cancel: (() => void) | undefined
  let writing: Promise<void> | undefined
  let closed = false

  function schedule(): void {
    if (closed || cancel !== undefined || writing !== undefined) return
    cancel = clock.after(waitMs, () => {
      cancel = undefined
      void flush()
    })
  }

  function flush(): Promise<void> {
    writing = write().finally(() => {
      writing = undefined
      if (cooldowns.size > 0 || cursors.size > 0) schedule()
    })
    return writing
  }

  async function write(): Promise<void> {
    const cooled = cooldowns
    const moved = cursors
    cooldowns = new Map()
    cursors = new Set()
    try {
      if (cooled.size > 0) {
        const changes = [...cooled.values()]
        const isSet = (change: CooldownTarget): change is Cooldown => 'until' in change
        const set = changes.filter(isSet)
        await store.cooldowns.save(
          set,
          changes.filter((change) => !isSet(change)),
        )
        options.onSaved?.(set)
        cooled.clear()
      }
      if (moved.size > 0) await store.cursors.save([...moved].map(toPlain))
      waitMs = intervalMs
    } catch (error) {
      // What has changed again in the meantime is newer than what could not be written.
      cooldowns = new Map([...cooled, ...cooldowns])
      cursors = new Set([...moved, ...cursors])
      waitMs = Math.min(waitMs * 2, MAX_RETRY_MS)
      logger.warn({ err: error, retryMs: waitMs }, 'cooldowns and cursors could not be stored')
    }
  }

  return {
    set(cooldown) {
      cooldowns.set(toKey(cooldown), cooldown)
      schedule()
    },
    clear({ scope, channelId, keyId, model }) {
      const target = { scope, channelId, keyId, model }
      cooldowns.set(toKey(target), target)
      schedule()
    },
    move(cursor) {
      cursors.add(cursor)
      schedule()
    },
    async close() {
      closed = true
      cancel?.()
      await writing
      await flush()
    },
  }
}

function toKey({ scope, channelId, keyId, model }: CooldownTarget): string {
  return `${channelId} ${scope} ${keyId ?? model ?? ''}`
}

function toPlain({ model, priority, nextIndex }: Cursor): Cursor {
  return { model, priority, nextIndex }
}
