import type { LogEntry } from '../domain/log-entry.js'

/**
 * Where log entries wait, in order, for a store that does not keep up. It outlives the process.
 * The log writer is its only user; it may append while it reads.
 */
export interface LogJournal {
  /** Entries in it. */
  readonly size: number
  /** Adds entries at the end, all or none. False: there is no room for them. */
  append(entries: readonly LogEntry[]): Promise<boolean>
  /** The oldest entries, at most `limit` of them, which stay in it. */
  read(limit: number): Promise<readonly LogEntry[]>
  /** Forgets the oldest `count` entries. */
  discard(count: number): Promise<void>
  /** Releases what it holds; the entries stay. */
  close(): Promise<void>
}
