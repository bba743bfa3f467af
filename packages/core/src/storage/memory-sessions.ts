import type { LogEntry } from '../domain/log-entry.js'
import { mergeSessions, type SessionSums, sumSessions } from '../domain/session-sums.js'
import type { TimeRange } from '../domain/time-range.js'
import type { StatsStore, UpkeepStore } from '../ports/store.js'

/** Sums of sessions in memory, with what the rest of a memory store needs of them. */
export interface MemorySessions extends Pick<UpkeepStore, 'removeSessions'> {
  readonly list: StatsStore['sessions']
  /** Adds entries to their sessions. */
  add(entries: readonly LogEntry[]): void
  /** Computes the sessions anew that began in a range, from all entries that are kept. */
  rebuild(range: TimeRange, entries: readonly LogEntry[]): void
}

/**
 * Sums of sessions that last as long as the process. The `limit` that were added to last are kept.
 */
export function createMemorySessions(limit: number): MemorySessions {
  const sessions = new Map<string, SessionSums>()

  function add(entries: Iterable<LogEntry>): void {
    for (const added of sumSessions(entries)) {
      const known = sessions.get(added.name)
      // Whoever was added to last goes last.
      sessions.delete(added.name)
      sessions.set(added.name, known === undefined ? added : mergeSessions(known, added))
    }
    for (const name of sessions.keys()) {
      if (sessions.size <= limit) break
      sessions.delete(name)
    }
  }

  return {
    add,

    async list({ from, to, sort = 'requests', limit: most }) {
      return [...sessions.values()]
        .filter(({ firstAt, lastAt }) => lastAt >= from && firstAt < to)
        .sort((a, b) => b.figures[sort] - a.figures[sort] || (a.name < b.name ? -1 : 1))
        .slice(0, most)
        .map((session) => ({ ...session, figures: { ...session.figures } }))
    },

    rebuild({ from, to }, entries) {
      const names = new Set<string>()
      for (const { sessionId: name, time } of entries) {
        if (name === null || time < from || time >= to) continue
        const firstAt = sessions.get(name)?.firstAt
        if (firstAt === undefined || (firstAt >= from && firstAt < to)) names.add(name)
      }
      for (const name of names) sessions.delete(name)
      add(entries.filter(({ sessionId }) => sessionId !== null && names.has(sessionId)))
    },

    async removeSessions(before, most) {
      const old = [...sessions.values()]
        .filter(({ lastAt }) => lastAt < before)
        .sort((a, b) => a.lastAt - b.lastAt)
        .slice(0, most)
      for (const { name } of old) sessions.delete(name)
      return old.length
    },
  }
}
