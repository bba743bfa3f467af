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
 * beginning of the list, and its end is found by halves.
 */
export async function withoutStored(
  logs: LogStore,
  entries: readonly LogEntry[],
): Promise<readonly LogEntry[]> {
  let stored = 0
  for (let end = entries.length; stored < end; ) {
    const middle = (stored + end) >> 1
    const entry = entries[middle]
    if (entry !== undefined && (await isStored(logs, entry))) stored = middle + 1
    else end = middle
  }
  return entries.slice(stored)
}

async function isStored(logs: LogStore, { requestId, attempt, time }: LogEntry): Promise<boolean> {
  const stored = await logs.list({ requestId, limit: ATTEMPTS_LIMIT })
  return stored.some((other) => other.attempt === attempt && other.time === time)
}
