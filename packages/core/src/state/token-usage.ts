import type { TokenUsage, TokenUse } from '../domain/client-token.js'
import { toDay, toMonth } from '../domain/token-budget.js'
import type { Clock } from '../ports/clock.js'
import type { Logger } from '../ports/logger.js'
import type { TokenUsageStore } from '../ports/token-store.js'

/** What the counters work with. */
export interface TokenUsageOptions {
  readonly store: TokenUsageStore
  readonly clock: Clock
  readonly logger: Logger
  /** How long uses are gathered before they go to the store, in milliseconds. */
  readonly intervalMs: number
}

/** What a request adds to its token's usage. */
export interface TokenUseAdded {
  readonly requests?: number
  readonly costMicroUsd?: number
  /** Epoch milliseconds; decides which day it counts for. */
  readonly time: number
}

/** What tokens use, counted in memory, where it decides, and written behind. */
export interface TokenUsageCounters {
  /** Reads what is in the store. Rejects when that fails; nothing is changed then. */
  load(): Promise<void>
  add(tokenId: number, used: TokenUseAdded): void
  of(tokenId: number): TokenUsage
  /** Epoch milliseconds of a token's latest use that this process knows of. */
  lastUsedAt(tokenId: number): number | undefined
  /** Writes what is left; a failure is logged. */
  close(): Promise<void>
}

/** The longest wait between tries while the store fails. */
const MAX_RETRY_MS = 30_000
/** How old the sums of other processes may be while tokens are in use. */
const READ_EVERY_MS = 5_000

interface Sums {
  requestsToday: number
  costTodayMicroUsd: number
  costMonthMicroUsd: number
}

/**
 * Counters that any number of processes share: each adds what it saw to the store and reads the
 * sums of all of them back, and what it has not written yet comes on top.
 */
export function createTokenUsage(options: TokenUsageOptions): TokenUsageCounters {
  const { store, clock, logger, intervalMs } = options
  let day = toDay(clock.now())
  let month = toMonth(clock.now())
  let sums = new Map<number, Sums>()
  let pending = new Map<string, TokenUse>()
  const latest = new Map<number, number>()
  let waitMs = intervalMs
  let readAt = Number.NEGATIVE_INFINITY
  let cancel: (() => void) | undefined
  let writing: Promise<void> | undefined
  let closed = false

  /** Another day begins, or a clock was set: what the store knows of it is read soon. */
  function turnPages(now: number): void {
    if (toDay(now) === day) return
    day = toDay(now)
    const isSameMonth = toMonth(now) === month
    month = toMonth(now)
    readAt = Number.NEGATIVE_INFINITY
    for (const own of sums.values()) {
      own.requestsToday = 0
      own.costTodayMicroUsd = 0
      if (!isSameMonth) own.costMonthMicroUsd = 0
    }
  }

  function count(into: Map<number, Sums>, use: TokenUse): void {
    let own = into.get(use.tokenId)
    if (own === undefined) {
      own = { requestsToday: 0, costTodayMicroUsd: 0, costMonthMicroUsd: 0 }
      into.set(use.tokenId, own)
    }
    if (use.day >= day) own.requestsToday += use.requests
    if (use.day >= day) own.costTodayMicroUsd += use.costMicroUsd
    if (use.day >= month) own.costMonthMicroUsd += use.costMicroUsd
  }

  function keep(use: TokenUse): void {
    const place = `${use.day} ${use.tokenId}`
    const known = pending.get(place)
    pending.set(place, {
      ...use,
      requests: use.requests + (known?.requests ?? 0),
      costMicroUsd: use.costMicroUsd + (known?.costMicroUsd ?? 0),
      lastUsedAt: Math.max(use.lastUsedAt, known?.lastUsedAt ?? 0),
    })
  }

  async function read(): Promise<void> {
    const of = { day, month }
    const stored = await store.sums(day, month)
    if (of.day !== day || of.month !== month) return
    const fresh = new Map<number, Sums>()
    for (const { tokenId, ...own } of stored) fresh.set(tokenId, { ...own })
    for (const use of pending.values()) count(fresh, use)
    sums = fresh
    readAt = clock.now()
  }

  async function write(): Promise<void> {
    const taken = pending
    pending = new Map()
    try {
      if (taken.size > 0) await store.add([...taken.values()])
      taken.clear()
      turnPages(clock.now())
      if (!closed && clock.now() - readAt >= READ_EVERY_MS) await read()
      waitMs = intervalMs
    } catch (error) {
      for (const use of taken.values()) keep(use)
      waitMs = Math.min(waitMs * 2, MAX_RETRY_MS)
      logger.warn({ err: error, retryMs: waitMs }, 'what tokens have used could not be stored')
    }
  }

  function flush(): Promise<void> {
    writing = write().finally(() => {
      writing = undefined
      if (pending.size > 0) schedule()
    })
    return writing
  }

  function schedule(): void {
    if (closed || cancel !== undefined || writing !== undefined) return
    cancel = clock.after(waitMs, () => {
      cancel = undefined
      void flush()
    })
  }

  return {
    async load() {
      turnPages(clock.now())
      await read()
    },

    add(tokenId, { requests = 0, costMicroUsd = 0, time }) {
      turnPages(clock.now())
      const use = { tokenId, day: toDay(time), requests, costMicroUsd, lastUsedAt: time }
      count(sums, use)
      keep(use)
      latest.set(tokenId, Math.max(time, latest.get(tokenId) ?? 0))
      schedule()
    },

    of(tokenId) {
      turnPages(clock.now())
      const own = sums.get(tokenId)
      return {
        tokenId,
        requestsToday: own?.requestsToday ?? 0,
        costTodayMicroUsd: own?.costTodayMicroUsd ?? 0,
        costMonthMicroUsd: own?.costMonthMicroUsd ?? 0,
      }
    },

    lastUsedAt: (tokenId) => latest.get(tokenId),

    async close() {
      closed = true
      cancel?.()
      await writing
      await flush()
    },
  }
}
