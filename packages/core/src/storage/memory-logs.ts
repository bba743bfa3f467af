import type { LogEntry, StoredLogEntry } from '../domain/log-entry.js'
import { toSearchText } from '../domain/message-text.js'
import type { ErrorGroup, LogFilter, LogStore, UpkeepStore } from '../ports/store.js'
import { toStorableEntry } from './storable-entry.js'

/** Log entries in memory, with what the rest of a memory store needs of them. */
export interface MemoryLogs extends LogStore, Pick<UpkeepStore, 'removeLogs'> {
  /** All of them, in the order in which they were written. */
  readonly entries: readonly StoredLogEntry[]
}

/**
 * The newest `limit` log entries of this process; older ones make room for them. `written` is told
 * of entries as they are kept.
 */
export function createMemoryLogs(
  limit: number,
  written: (entries: readonly LogEntry[]) => void,
): MemoryLogs {
  let entries: StoredLogEntry[] = []
  let lastId = 0

  return {
    get entries() {
      return entries
    },
    async append(added) {
      // Copied before the first one is kept: an entry that cannot be read spoils nothing.
      const copies = added.map(toStorableEntry)
      for (const copy of copies) entries.push({ ...copy, id: ++lastId })
      if (entries.length > limit) entries.splice(0, entries.length - limit)
      written(copies)
    },
    async list(query) {
      const before = entries.find(({ id }) => id === query.beforeId)
      if (query.beforeId !== undefined && before === undefined) return []
      const found = entries.filter(
        (entry) =>
          matches(entry, query) &&
          (before === undefined || newestFirst(before, entry) < 0) &&
          (query.afterId === undefined || entry.id > query.afterId),
      )
      if (query.afterId !== undefined) found.splice(0, Math.max(0, found.length - query.limit))
      return found.sort(newestFirst).slice(0, query.limit)
    },
    async count(filter, most) {
      const count = entries.filter((entry) => matches(entry, filter)).length
      return Math.min(count, most)
    },
    async errors(filter) {
      return groupErrors(entries.filter((entry) => matches(entry, { ...filter, status: 'error' })))
    },
    async removeLogs(before, most) {
      const old = entries.filter(({ time }) => time < before).sort((a, b) => a.time - b.time)
      const removed = new Set(old.slice(0, most))
      entries = entries.filter((entry) => !removed.has(entry))
      return removed.size
    },
  }
}

function matches(entry: StoredLogEntry, filter: LogFilter): boolean {
  const { since, until, channelId, model, tokenName, sessionId, requestId, status, text } = filter
  return (
    (since === undefined || entry.time >= since) &&
    (until === undefined || entry.time < until) &&
    (channelId === undefined || entry.channelId === channelId) &&
    (model === undefined || entry.model === model) &&
    (tokenName === undefined || entry.tokenName === tokenName) &&
    (sessionId === undefined || entry.sessionId === sessionId) &&
    (requestId === undefined || entry.requestId === requestId) &&
    (status === undefined || hasStatus(entry, status)) &&
    (text === undefined || toSearchText(entry.message).includes(toSearchText(text)))
  )
}

function hasStatus(entry: StoredLogEntry, status: NonNullable<LogFilter['status']>): boolean {
  if (typeof status !== 'string') {
    return entry.statusCode >= status.min && entry.statusCode <= status.max
  }
  return (entry.outcome === 'relayed') === (status === 'ok')
}

function newestFirst(a: StoredLogEntry, b: StoredLogEntry): number {
  return b.time - a.time || b.id - a.id
}

function groupErrors(entries: readonly StoredLogEntry[]): ErrorGroup[] {
  const groups = new Map<string, ErrorGroup>()
  for (const entry of entries) {
    const { outcome, statusCode, channelId } = entry
    const place = `${outcome} ${statusCode} ${channelId}`
    const count = (groups.get(place)?.count ?? 0) + 1
    groups.set(place, { outcome, statusCode, channelId, count, last: entry })
  }
  return [...groups.values()].sort((a, b) => b.count - a.count || b.last.id - a.last.id)
}
