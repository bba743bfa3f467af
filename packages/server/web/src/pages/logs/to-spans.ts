import type { LogRow } from '../../api/logs.js'

/**
 * The parts of an attempt, in their order:
 *
 * - `queued`: until a channel had room for it;
 * - `connect`: until there was a connection, where that is known;
 * - `waiting`: until the first event; until the end when none came;
 * - `stream`: from the first event to the end.
 */
export const PHASES = ['queued', 'connect', 'waiting', 'stream'] as const

export type PhaseName = (typeof PHASES)[number]

/** A part of an attempt that took time, in milliseconds. */
export interface Phase {
  readonly name: PhaseName
  /** From the request's begin. */
  readonly startMs: number
  readonly durationMs: number
}

/** An attempt on the time line of its request. */
export interface Span {
  readonly attempt: LogRow
  readonly phases: readonly Phase[]
}

/** Lays the attempts of a request out in time. `totalMs` is never 0. */
export function toSpans(attempts: readonly LogRow[]): { totalMs: number; spans: Span[] } {
  const ordered = [...attempts].sort((a, b) => a.attempt - b.attempt)
  const begin = Math.min(...ordered.map((attempt) => Date.parse(attempt.time) - attempt.queue_ms))
  const spans = ordered.map((attempt) => ({ attempt, phases: toPhases(attempt, begin) }))
  const ends = ordered.map(({ time, duration_ms }) => Date.parse(time) - begin + duration_ms)
  return { totalMs: Math.max(1, ...ends), spans }
}

function toPhases(attempt: LogRow, begin: number): Phase[] {
  const { connect_ms: connectMs, first_event_ms: firstEventMs, duration_ms: durationMs } = attempt
  const firstEvent = Math.min(firstEventMs ?? durationMs, durationMs)
  const connect = Math.min(connectMs ?? (isUnconnected(attempt) ? firstEvent : 0), firstEvent)
  const queued = attempt.queue_ms
  const lengths = [queued, connect, firstEvent - connect, durationMs - firstEvent]
  let startMs = Date.parse(attempt.time) - begin - queued
  return PHASES.flatMap((name, i) => {
    const phase = { name, startMs, durationMs: lengths[i] ?? 0 }
    startMs += phase.durationMs
    return phase.durationMs > 0 ? [phase] : []
  })
}

/** Whether all of its time went into getting on a connection. */
function isUnconnected({ outcome, connect_ms, first_event_ms }: LogRow): boolean {
  return outcome === 'network' && connect_ms === null && first_event_ms === null
}
