import type { LogRow } from '../../api/logs.js'

/** An attempt on the time line of its request, in milliseconds. */
export interface Span {
  readonly attempt: LogRow
  /** From the request's first attempt. */
  readonly startMs: number
  /** Until the first event; all of it when none came. */
  readonly waitMs: number
  /** From the first event to the end. */
  readonly streamMs: number
}

/** Lays the attempts of a request out in time. `totalMs` is never 0. */
export function toSpans(attempts: readonly LogRow[]): { totalMs: number; spans: Span[] } {
  const ordered = [...attempts].sort((a, b) => a.attempt - b.attempt)
  const begin = Math.min(...ordered.map(({ time }) => Date.parse(time)))
  const spans = ordered.map((attempt): Span => {
    const { first_event_ms: firstEventMs, duration_ms: durationMs } = attempt
    const waitMs = Math.min(firstEventMs ?? durationMs, durationMs)
    return {
      attempt,
      startMs: Date.parse(attempt.time) - begin,
      waitMs,
      streamMs: durationMs - waitMs,
    }
  })
  const ends = spans.map(({ startMs, attempt }) => startMs + attempt.duration_ms)
  return { totalMs: Math.max(1, ...ends), spans }
}
