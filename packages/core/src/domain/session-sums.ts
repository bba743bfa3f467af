import { addEntry, addSums, createSums, type SumFigures, type SumName } from './figures.js'
import type { LogEntry } from './log-entry.js'

/** What log entries add to one session. */
export interface SessionSums {
  readonly name: string
  /** Epoch milliseconds at which its first attempt among them began. */
  readonly firstAt: number
  /** And its last. */
  readonly lastAt: number
  readonly figures: SumFigures
}

interface OpenSums extends SessionSums {
  firstAt: number
  lastAt: number
  readonly figures: Record<SumName, number>
}

/**
 * Adds entries up by session, in the order of names: writers that lock sessions in one order never
 * wait for each other in a circle. Entries without a session are left out.
 */
export function sumSessions(entries: Iterable<LogEntry>): SessionSums[] {
  const sessions = new Map<string, OpenSums>()
  for (const entry of entries) {
    const { sessionId: name, time } = entry
    if (name === null) continue
    let session = sessions.get(name)
    if (session === undefined) {
      session = { name, firstAt: time, lastAt: time, figures: createSums() }
      sessions.set(name, session)
    }
    session.firstAt = Math.min(session.firstAt, time)
    session.lastAt = Math.max(session.lastAt, time)
    addEntry(session.figures, entry)
  }
  return [...sessions.values()].sort((a, b) => (a.name < b.name ? -1 : 1))
}

/** The sums of what was known of a session and what comes to it. */
export function mergeSessions(known: SessionSums, added: SessionSums): SessionSums {
  const figures = createSums()
  addSums(figures, known.figures)
  addSums(figures, added.figures)
  return {
    name: known.name,
    firstAt: Math.min(known.firstAt, added.firstAt),
    lastAt: Math.max(known.lastAt, added.lastAt),
    figures,
  }
}
