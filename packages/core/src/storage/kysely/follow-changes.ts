import type { Kysely } from 'kysely'
import type { Clock } from '../../ports/clock.js'
import { type Logger, silentLogger } from '../../ports/logger.js'
import { CHANGE_TOPICS, type ChangeTopics, readRevisions } from './changes.js'
import type { Database } from './schema.js'

/** How a store learns of the changes that other processes make. */
export interface FollowOptions {
  /** How long a change may go unnoticed, in milliseconds: 1,000, or 15,000 with a `listen`. */
  readonly pollMs?: number | undefined
  /**
   * A quicker way than asking time and again: calls `wake` whenever something may have changed,
   * after a gap in its own connection too. Returns the way to stop it. On PostgreSQL the store
   * notifies the channel `ccload` of each change.
   */
  readonly listen?: ((wake: () => void) => () => void) | undefined
  /** Silent unless told. */
  readonly logger?: Logger | undefined
}

const POLL_MS = 1_000
/** Notices can get lost on the way: through a connection pooler, for example. */
const POLL_BESIDE_LISTENING_MS = 15_000

/**
 * Tells a store's listeners of changes, by how often each topic has changed. What was missed while
 * the database was away is found by the first look that succeeds. Resolves after the first look,
 * with the way to stop it.
 */
export async function followChanges(
  db: Kysely<Database>,
  topics: ChangeTopics,
  clock: Clock,
  options: FollowOptions,
): Promise<() => Promise<void>> {
  const { listen, logger = silentLogger } = options
  const { pollMs = listen === undefined ? POLL_MS : POLL_BESIDE_LISTENING_MS } = options
  let known = await readRevisions(db)
  let looking: Promise<void> | undefined
  let isWoken = false
  let isFailing = false
  let isStopped = false
  let cancel = () => {}

  async function look(): Promise<void> {
    try {
      do {
        isWoken = false
        const current = await readRevisions(db)
        const before = known
        known = current
        for (const topic of CHANGE_TOPICS) {
          // Not only greater: a backup may have been restored.
          if (current.get(topic) !== before.get(topic)) topics[topic].signal.notify()
        }
      } while (isWoken && !isStopped)
      isFailing = false
    } catch (error) {
      if (!isFailing && !isStopped) {
        logger.warn({ err: error }, 'changes by other processes cannot be looked for')
      }
      isFailing = true
    }
  }

  function wake(): void {
    isWoken = true
    if (isStopped || looking !== undefined) return
    cancel()
    looking = look().finally(() => {
      looking = undefined
      if (!isStopped) cancel = clock.after(isFailing ? Math.min(pollMs, POLL_MS) : pollMs, wake)
    })
  }

  cancel = clock.after(pollMs, wake)
  const stopListening = listen?.(wake)
  return async () => {
    isStopped = true
    cancel()
    stopListening?.()
    await looking
  }
}
