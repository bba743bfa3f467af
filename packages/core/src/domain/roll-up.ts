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
 * bucket, so that a chart over a month reads hundreds of rows and not millions.
 */
export const DIMENSIONS = ['all', 'channel', 'model', 'token', 'channel_model'] as const

/** One of {@link DIMENSIONS}. */
export type Dimension = (typeof DIMENSIONS)[number]

/** What a cell's figures are about. */
export interface CellSubject {
  /** Null where the dimension has no channel, and for requests that no channel was tried for. */
  readonly channelId: number | null
  /** As it was called last. */
  readonly channelName: string | null
  /** The model or token, as the dimension says; null for none. */
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
  const minutes = createCells()
  for (const entry of entries) {
    for (const dimension of DIMENSIONS) {
      const isByChannel = dimension === 'channel' || dimension === 'channel_model'
      const channelId = isByChannel ? entry.channelId : null
      const channelName = isByChannel ? entry.channelName : null
      const name = nameOf(entry, dimension)
      const figures = minutes.at('minute', dimension, entry.time, channelId, channelName, name)
      addEntry(figures, entry)
      addLatencies(figures, entry)
    }
  }
  const longer = createCells()
  for (const { dimension, bucket, channelId, channelName, name, figures } of minutes.cells) {
    for (const span of ['hour', 'day'] as const) {
      addFigures(longer.at(span, dimension, bucket, channelId, channelName, name), figures)
    }
  }
  return [...minutes.cells, ...longer.cells].sort(byPlace)
}

function nameOf({ model, tokenName }: LogEntry, dimension: Dimension): string | null {
  switch (dimension) {
    case 'all':
    case 'channel':
      return null
    case 'model':
    case 'channel_model':
      return model
    case 'token':
      return tokenName
  }
}

function createCells() {
  const cells: RollupCell[] = []
  // Level by level, as a key of all of them together would be a new string for each entry.
  type Names = Map<string | null, RollupCell>
  type Buckets = Map<number, Map<number | null, Names>>
  const places = new Map<Span, Map<Dimension, Buckets>>()
  return {
    cells,
    at(
      span: Span,
      dimension: Dimension,
      time: number,
      channelId: number | null,
      channelName: string | null,
      name: string | null,
    ): FigureSums {
      const bucket = time - (time % SPAN_MS[span])
      const buckets = inside(inside(places, span), dimension)
      const names = inside(inside(buckets, bucket), channelId)
      let cell = names.get(name)
      if (cell === undefined) {
        const figures = createFigures()
        cell = { span, dimension, bucket, channelId, channelName, name, figures }
        names.set(name, cell)
        cells.push(cell)
      }
      return cell.figures
    },
  }
}

/** The map that stands in another one, put there where it is missing. */
function inside<K, J, V>(map: Map<K, Map<J, V>>, key: K): Map<J, V> {
  let inner = map.get(key)
  if (inner === undefined) {
    inner = new Map()
    map.set(key, inner)
  }
  return inner
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
