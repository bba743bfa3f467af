import type { LogEntry } from '../domain/log-entry.js'
import type { LogStore } from '../ports/store.js'

const FIRST_RETRY_MS = 500
const LAST_RETRY_MS = 30_000

/** How long to leave a store alone after its `failures`-th failure in a row. */
export function retryDelayMs(failures: number): number {
  return Math.min(FIRST_RETRY_MS * 2 ** (failures - 1), LAST_RETRY_MS)
}

/** More attempts than any request makes. */
const ATTEMPTS_LIMIT = 1_000

/**
 * The entries that the store does not have yet. A write that failed, or whose process was stopped,
 * may have reached the store all the same. Writes are whole and in order, so what is stored is the
 * beginning of the list.
 */
export async function withoutStored(
  logs: LogStore,
  entries: readonly LogEntry[],
): Promise<readonly LogEntry[]> {
  let count = 0
  for (const entry of entries) {
    const stored = await logs.list({ requestId: entry.requestId, limit: ATTEMPTS_LIMIT })
    if (!stored.some((other) => other.attempt === entry.attempt && other.time === entry.time)) break
    count++
  }
  return entries.slice(count)
}
