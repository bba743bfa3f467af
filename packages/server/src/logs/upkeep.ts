import { randomUUID } from 'node:crypto'
import type { Clock, Dimension, Lease, Logger, Span, Store } from '@ccload/core'

/** How long things are kept, in milliseconds. */
export interface Retention {
  readonly logsMs: number
  readonly minutesMs: number
  /** Of hours and days, and of sessions after their last attempt. */
  readonly hoursMs: number
  /** The oldest log entries go early where the store grows beyond it; null: no limit. */
  readonly maxBytes: number | null
}

/** Removes what is old, for as long as the server runs. */
export interface Upkeep {
  start(): void
  /** Resolves when the step that is under way is over. */
  close(): Promise<void>
}

const EVERY_MS = 10 * 60_000
const FIRST_AFTER_MS = 10_000
/** Log entries or sessions that go at once: a few milliseconds, in which nothing else is written. */
const BATCH = 500
/** The right to do this, and how long it lasts after the last step of a process that is gone. */
const LEASE = 'upkeep'
const LEASE_MS = 60_000
/** Between two steps others have their turn. */
const PAUSE_MS = 50

const DIMENSIONS: readonly Dimension[] = ['all', 'channel', 'model', 'token', 'channel_model']

/**
 * Keeps a store from growing for ever, a little at a time. `retention` is asked before each round,
 * so that a change of settings holds from the next one on. Of several processes one does it: the one
 * that holds the lease, which it renews before each step, and without which it stops.
 */
export function createUpkeep(options: {
  readonly store: Pick<Store, 'upkeep' | 'leases'>
  /** Removes some captures that began before an instant. Returns how many, 0 once there are none. */
  readonly removeCaptures?: (before: number) => Promise<number>
  readonly retention: () => Retention
  readonly clock: Clock
  readonly logger: Logger
}): Upkeep {
  const { removeCaptures = async () => 0, retention, clock, logger } = options
  const { upkeep: store, leases } = options.store
  const owner = randomUUID()
  let lease: Lease | undefined
  let isClosed = false
  let cancel = () => {}
  let running: Promise<void> = Promise.resolve()

  /** Does a step again until it says that nothing is left. Returns the sum of what it says. */
  async function repeat(step: () => Promise<number>): Promise<number> {
    let sum = 0
    while (!isClosed && lease !== undefined) {
      if (!(await leases.renew(lease, LEASE_MS))) lease = undefined
      const count = lease === undefined ? 0 : await step()
      if (count === 0) break
      sum += count
      await pause()
    }
    return sum
  }

  function pause(): Promise<void> {
    return new Promise((resolve) => {
      if (isClosed) return resolve()
      const stop = clock.after(PAUSE_MS, resolve)
      cancel = () => {
        stop()
        resolve()
      }
    })
  }

  async function removeOverflow(maxBytes: number | null): Promise<number> {
    if (maxBytes === null) return 0
    return await repeat(async () => {
      const { bytes } = await store.size()
      if (bytes === null || bytes <= maxBytes) return 0
      return await store.removeLogs(Number.MAX_SAFE_INTEGER, BATCH)
    })
  }

  async function removeRollups(span: Span, before: number): Promise<number> {
    let sum = 0
    for (const dimension of DIMENSIONS) {
      sum += await repeat(() => store.removeRollups(span, dimension, before))
    }
    return sum
  }

  async function round(): Promise<void> {
    lease = await leases.take(LEASE, owner, LEASE_MS)
    if (lease === undefined) return
    try {
      await removeOld()
    } finally {
      const held = lease
      lease = undefined
      if (held !== undefined) await leases.release(held)
    }
  }

  async function removeOld(): Promise<void> {
    const now = clock.now()
    const { logsMs, minutesMs, hoursMs, maxBytes } = retention()
    const aged = await repeat(() => store.removeLogs(now - logsMs, BATCH))
    await repeat(() => removeCaptures(now - logsMs))
    const overflow = await removeOverflow(maxBytes)
    const rollups =
      (await removeRollups('minute', now - minutesMs)) +
      (await removeRollups('hour', now - hoursMs)) +
      (await removeRollups('day', now - hoursMs))
    const sessions = await repeat(() => store.removeSessions(now - hoursMs, BATCH))
    await repeat(async () => ((await store.compact()) ? 1 : 0))
    if (aged + overflow + rollups + sessions > 0) {
      logger.info(
        { aged, overflow, rollups, sessions },
        'old log entries and statistics have been removed',
      )
    }
  }

  function schedule(ms: number): void {
    if (isClosed) return
    cancel = clock.after(ms, () => {
      running = round()
        .catch((err: unknown) => logger.warn({ err }, 'old log entries could not be removed'))
        .finally(() => schedule(EVERY_MS))
    })
  }

  return {
    start: () => schedule(FIRST_AFTER_MS),
    async close() {
      isClosed = true
      cancel()
      await running
    },
  }
}
