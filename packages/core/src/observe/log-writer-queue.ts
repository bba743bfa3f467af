import type { LogEntry } from '../domain/log-entry.js'

/** Log entries in memory: batches that are due to be written, and an open one that fills up. */
export interface LogQueue {
  /** Entries in it. */
  readonly size: number
  /** Batches that are due. */
  readonly dueBatches: number
  /** Adds an entry to the open batch and returns that batch's new length. */
  push(entry: LogEntry): number
  /** Makes the open batch due. */
  seal(): void
  /** Removes the oldest due batch. */
  take(): readonly LogEntry[] | undefined
  /** Puts a batch back in front of all others. */
  putBack(batch: readonly LogEntry[]): void
}

/** An empty queue whose batches hold at most `batchSize` entries. */
export function createLogQueue(batchSize: number): LogQueue {
  const due: LogEntry[][] = []
  let open: LogEntry[] = []
  let size = 0

  return {
    get size() {
      return size
    },
    get dueBatches() {
      return due.length
    },
    push(entry) {
      size++
      return open.push(entry)
    },
    seal() {
      if (open.length === 0) return
      const last = due.at(-1)
      // While nothing is written, small batches join up instead of piling up.
      if (last !== undefined && last.length + open.length <= batchSize) last.push(...open)
      else due.push(open)
      open = []
    },
    take() {
      const batch = due.shift()
      size -= batch?.length ?? 0
      return batch
    },
    putBack(batch) {
      size += batch.length
      due.unshift([...batch])
    },
  }
}
