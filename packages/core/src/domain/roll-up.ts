import { addEntry, addFigures, addLatencies, createFigures, type FigureSums } from './figures.js'
import type { LogEntry } from './log-entry.js'

/** How long a roll-up's buckets are; instants are counted from midnight UTC. */
export type Span = 'minute' | 'hour' | 'day'

/** Milliseconds of each span. Each is a multiple of the one before it. */
export const SPAN_MS: Readonly<Record<Span, number>> = {
  minute: 60_000,
  hour: 3_600_000,
  day: 86_400_000,
}

/**
 * What a roll-up tells apart: nothing, one thing, or channels with their models. Few cells per
 * bucket, so that a chart over a month reads hundreds of rows and not millions. Sessions have no
 * minutes and no latencies: there are too many of them.
 */
export const DIMENSIONS = ['all', 'channel', 'model', 'token', 'channel_model', 'session'] as const

/** One of {@link DIMENSIONS}. */
export type Dimension = (typeof DIMENSIONS)[number]

/** The shortest span that a dimension is rolled up by. */
export function finestSpan(dimension: Dimension): Span {
  return dimension === 'session' ? 'hour' : 'minute'
}

/** What a cell's figures are about. */
export interface CellSubject {
  /** Null where the dimension has no channel, and for requests that no channel was tried for. */
  readonly channelId: number | null
  /** As it was called last. */
  readonly channelName: string | null
  /** The model, token or session, as the dimension says; null for none. */
  readonly name: string | null
}

/** The figures of one subject in one bucket. */
export interface RollupCell extends CellSubject {
  readonly span: Span
  readonly dimension: Dimension
  /** Epoch milliseconds at which the bucket begins: attempts count where they began. */
  readonly bucket: number
  readonly figures: FigureSums
}

/** Adds entries up to cells, one for each span, dimension, bucket and subject, in a fixed order. */
export function rollUp(entries: Iterable<LogEntry>): RollupCell[] {
  const finest = createCells()
  for (const entry of entries) {
    for (const dimension of DIMENSIONS) {
      const subject = toSubject(entry, dimension)
      if (subject === undefined) continue
      const figures = finest.at(finestSpan(dimension), dimension, entry.time, subject)
      addEntry(figures, entry)
      if (dimension !== 'session') addLatencies(figures, entry)
    }
  }
  const longer = createCells()
  for (const cell of finest.list()) {
    for (const span of longerSpans(cell.span)) {
      addFigures(longer.at(span, cell.dimension, cell.bucket, cell), cell.figures)
    }
  }
  return [...finest.list(), ...longer.list()].sort(byPlace)
}

/** Undefined: the entry has nothing of this kind. */
function toSubject(entry: LogEntry, dimension: Dimension): CellSubject | undefined {
  const { channelId, channelName, model, tokenName, sessionId } = entry
  switch (dimension) {
    case 'all':
      return { channelId: null, channelName: null, name: null }
    case 'channel':
      return { channelId, channelName, name: null }
    case 'model':
      return { channelId: null, channelName: null, name: model }
    case 'token':
      return { channelId: null, channelName: null, name: tokenName }
    case 'channel_model':
      return { channelId, channelName, name: model }
    case 'session':
      return sessionId === null
        ? undefined
        : { channelId: null, channelName: null, name: sessionId }
  }
}

function longerSpans(span: Span): readonly Span[] {
  return span === 'minute' ? ['hour', 'day'] : ['day']
}

function createCells() {
  const cells = new Map<string, RollupCell>()
  return {
    list: () => [...cells.values()],
    at(span: Span, dimension: Dimension, time: number, subject: CellSubject): FigureSums {
      const bucket = time - (time % SPAN_MS[span])
      const { channelId, channelName, name } = subject
      const place = `${span} ${dimension} ${bucket} ${channelId ?? ''} ${name ?? ''}`
      let cell = cells.get(place)
      if (cell === undefined) {
        const figures = createFigures()
        cell = { span, dimension, bucket, channelId, channelName, name, figures }
        cells.set(place, cell)
      }
      return cell.figures
    },
  }
}

/** Writers that lock cells in one order never wait for each other in a circle. */
function byPlace(a: RollupCell, b: RollupCell): number {
  return (
    compare(a.span, b.span) ||
    compare(a.dimension, b.dimension) ||
    a.bucket - b.bucket ||
    (a.channelId ?? 0) - (b.channelId ?? 0) ||
    compare(a.name ?? '', b.name ?? '')
  )
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}
