import { SPAN_MS, type Span } from './roll-up.js'

/** From an instant to just before another; epoch milliseconds. */
export interface TimeRange {
  readonly from: number
  readonly to: number
}

/** A part of a range that whole buckets of one span cover. */
export interface SpanRange extends TimeRange {
  readonly span: Span
}

/**
 * The first bucket of each span that there is. Minutes are removed by whole hours and hours by
 * whole days, so that of any bucket either all of its parts are there or none.
 */
export type OldestBuckets = Readonly<Record<Span, number>>

const SHORTER = { day: 'hour', hour: 'minute', minute: undefined } as const
const LONGER = { minute: 'hour', hour: 'day', day: undefined } as const

/**
 * Covers a range with the longest buckets that fit, so that a year is read as days, with hours and
 * minutes at its ends only. An end moves outwards to where a bucket begins of the shortest span
 * that is there for it.
 */
export function splitRange({ from, to }: TimeRange, oldest: OldestBuckets): SpanRange[] {
  return split(
    floorTo(from, shortestAt(from, oldest, 'minute')),
    ceilTo(to, shortestAt(to - 1, oldest, 'minute')),
    'day',
  )
}

function split(from: number, to: number, span: Span): SpanRange[] {
  if (from >= to) return []
  const shorter = SHORTER[span]
  if (shorter === undefined) return [{ span, from, to }]
  const start = ceilTo(from, span)
  const end = floorTo(to, span)
  if (start >= end) return split(from, to, shorter)
  return [
    ...split(from, start, shorter),
    { span, from: start, to: end },
    ...split(end, to, shorter),
  ]
}

/** The shortest span, from a given one on, whose buckets are there around an instant. */
function shortestAt(time: number, oldest: OldestBuckets, span: Span): Span {
  const longer = LONGER[span]
  if (longer === undefined) return span
  const isThere = floorTo(time, longer) >= floorTo(oldest[span], longer)
  return isThere ? span : shortestAt(time, oldest, longer)
}

/** The beginning of the bucket that an instant lies in. */
export function floorTo(time: number, span: Span): number {
  return Math.floor(time / SPAN_MS[span]) * SPAN_MS[span]
}

/** The first beginning of a bucket at or after an instant. */
export function ceilTo(time: number, span: Span): number {
  return Math.ceil(time / SPAN_MS[span]) * SPAN_MS[span]
}
