import type { LogEntry, StoredLogEntry } from '../domain/log-entry.js'
import type { LogQuery, LogStore } from '../ports/store.js'

function matches(entry: StoredLogEntry, query: LogQuery): boolean {
  return (
    (query.beforeId === undefined || entry.id < query.beforeId) &&
    (query.since === undefined || entry.time >= query.since) &&
    (query.channelId === undefined || entry.channelId === query.channelId) &&
    (query.model === undefined || entry.model === query.model) &&
    (query.requestId === undefined || entry.requestId === query.requestId)
  )
}

/** The newest `limit` log entries of this process; older ones make room for them. */
export function createMemoryLogs(limit: number): LogStore {
  const entries: StoredLogEntry[] = []
  let lastId = 0

  return {
    async append(added: readonly LogEntry[]) {
      // Copied before the first one is kept: an entry that cannot be read spoils nothing.
      const copies = added.map((entry, index) => ({
        ...entry,
        usage: entry.usage && { ...entry.usage },
        id: lastId + 1 + index,
      }))
      lastId += copies.length
      for (const copy of copies) entries.push(copy)
      if (entries.length > limit) entries.splice(0, entries.length - limit)
    },
    async list(query) {
      const found: StoredLogEntry[] = []
      for (let index = entries.length - 1; index >= 0 && found.length < query.limit; index--) {
        const entry = entries[index]
        if (entry !== undefined && matches(entry, query)) found.push(entry)
      }
      return found
    },
  }
}
