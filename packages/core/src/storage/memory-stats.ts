import {
  addFigures,
  createFigures,
  FIGURE_NAMES,
  type FigureName,
  type FigureSums,
  type Figures,
  NO_FIGURES,
  SUM_NAMES,
} from '../domain/figures.js'
import type { LogEntry } from '../domain/log-entry.js'
import {
  type CellSubject,
  type Dimension,
  type RollupCell,
  rollUp,
  SPAN_MS,
  type Span,
} from '../domain/roll-up.js'
import {
  ceilTo,
  floorTo,
  type SpanRange,
  splitRange,
  type TimeRange,
} from '../domain/time-range.js'
import type { StatsQuery, StatsStore, SubjectFigures, UpkeepStore } from '../ports/store.js'
import { createMemorySessions } from './memory-sessions.js'

/** Roll-ups and sessions in memory, with what the rest of a memory store needs of them. */
export interface MemoryStats
  extends StatsStore,
    Pick<UpkeepStore, 'removeRollups' | 'removeSessions'> {
  /** Adds entries to the roll-ups and to their sessions. */
  add(entries: readonly LogEntry[]): void
}

const LONGER: Readonly<Record<Span, Span>> = { minute: 'hour', hour: 'day', day: 'day' }

/**
 * Roll-ups and sessions that last as long as the process. Of each span the newest `limit` cells are
 * kept, and as many sessions.
 * `entries` gives all log entries that are kept, to rebuild from.
 */
export function createMemoryStats(limit: number, entries: () => readonly LogEntry[]): MemoryStats {
  const cells: Record<Span, Map<string, RollupCell>> = {
    minute: new Map(),
    hour: new Map(),
    day: new Map(),
  }

  const sessions = createMemorySessions(limit)

  function addCells(added: readonly RollupCell[]): void {
    for (const cell of added) {
      const { span, dimension, bucket, channelId, name } = cell
      const place = `${dimension} ${bucket} ${channelId ?? ''} ${name ?? ''}`
      const known = cells[span].get(place)
      const figures = known?.figures ?? createFigures()
      addFigures(figures, cell.figures)
      cells[span].set(place, { ...cell, figures })
    }
    for (const kept of Object.values(cells)) {
      for (const place of kept.keys()) {
        if (kept.size <= limit) break
        kept.delete(place)
      }
    }
  }

  function find(query: StatsQuery, { span, from, to }: SpanRange): RollupCell[] {
    const { dimension, channelId, name } = query
    return [...cells[span].values()].filter(
      (cell) =>
        cell.dimension === dimension &&
        cell.bucket >= from &&
        cell.bucket < to &&
        (channelId === undefined || cell.channelId === channelId) &&
        (name === undefined || cell.name === name),
    )
  }

  function oldest(span: Span, dimension: Dimension): number {
    let first = Number.POSITIVE_INFINITY
    for (const cell of cells[span].values()) {
      if (cell.dimension === dimension) first = Math.min(first, cell.bucket)
    }
    return first
  }

  return {
    add(added) {
      addCells(rollUp(added))
      sessions.add(added)
    },

    sessions: sessions.list,
    removeSessions: sessions.removeSessions,

    async totals(query) {
      const { dimension, sort = 'requests', limit: most, figures } = query
      const first = { minute: oldest('minute', dimension), hour: oldest('hour', dimension), day: 0 }
      const ranges = splitRange(query, first)
      const found = sumUp(ranges.flatMap((range) => find(query, range)))
      return found
        .sort((a, b) => b.figures[sort] - a.figures[sort] || bySubject(a, b))
        .slice(0, most)
        .map((subject) => ({
          ...subject,
          figures: only(subject.figures, figures ? [...figures, sort] : FIGURE_NAMES),
        }))
    },

    async series(query) {
      const { stepMs, from, to, figures = SUM_NAMES } = query
      const range = { span: longestIn(stepMs), from: floorToStep(from, stepMs), to }
      const steps = new Map<number, RollupCell[]>()
      for (const cell of find(query, range)) {
        const time = floorToStep(cell.bucket, stepMs)
        steps.set(time, [...(steps.get(time) ?? []), cell])
      }
      return [...steps]
        .sort(([a], [b]) => a - b)
        .flatMap(([time, found]) =>
          sumUp(found)
            .sort(bySubject)
            .map((subject) => ({
              time,
              ...subject,
              figures: only(subject.figures, figures),
            })),
        )
    },

    async rebuild(range = wholeHours(entries())) {
      if (range.from >= range.to) return null
      const start = floorTo(range.from, 'hour')
      const end = ceilTo(range.to, 'hour')
      for (const span of ['minute', 'hour'] as const) {
        removeFrom(cells[span], (cell) => cell.bucket >= start && cell.bucket < end)
      }
      const again = entries().filter(({ time }) => time >= start && time < end)
      addCells(rollUp(again).filter(({ span }) => span !== 'day'))
      const [firstDay, lastDay] = [floorTo(start, 'day'), ceilTo(end, 'day')]
      removeFrom(cells.day, ({ bucket }) => bucket >= firstDay && bucket < lastDay)
      const hours = [...cells.hour.values()]
      addCells(
        hours
          .filter(({ bucket }) => bucket >= firstDay && bucket < lastDay)
          .map((cell) => ({ ...cell, span: 'day', bucket: floorTo(cell.bucket, 'day') })),
      )
      sessions.rebuild({ from: start, to: end }, entries())
      return { from: start, to: end }
    },

    async removeRollups(span, dimension, before) {
      const end = floorTo(oldest(span, dimension), LONGER[span]) + SPAN_MS[LONGER[span]]
      if (!(end <= before)) return 0
      return removeFrom(cells[span], (cell) => cell.dimension === dimension && cell.bucket < end)
    },
  }
}

/** From the second hour that has entries on: of the first one some may have been removed. */
function wholeHours(entries: readonly LogEntry[]): TimeRange {
  if (entries.length === 0) return { from: 0, to: 0 }
  const times = entries.map(({ time }) => time).sort((a, b) => a - b)
  return { from: floorTo(times[0] ?? 0, 'hour') + SPAN_MS.hour, to: (times.at(-1) ?? 0) + 1 }
}

function removeFrom(cells: Map<string, RollupCell>, isGone: (cell: RollupCell) => boolean): number {
  const size = cells.size
  for (const [place, cell] of cells) if (isGone(cell)) cells.delete(place)
  return size - cells.size
}

/** One sum per subject. */
function sumUp(cells: readonly RollupCell[]): SubjectFigures[] {
  const sums = new Map<string, CellSubject & { figures: FigureSums }>()
  for (const { channelId, channelName, name, figures } of cells) {
    const place = `${channelId ?? ''} ${name ?? ''}`
    const known = sums.get(place)
    const sum = known?.figures ?? createFigures()
    addFigures(sum, figures)
    sums.set(place, { channelId, channelName, name, figures: sum })
  }
  return [...sums.values()]
}

function bySubject(a: CellSubject, b: CellSubject): number {
  const byChannel = (a.channelId ?? 0) - (b.channelId ?? 0)
  return byChannel || ((a.name ?? '') < (b.name ?? '') ? -1 : 1)
}

function longestIn(stepMs: number): Span {
  if (stepMs % SPAN_MS.day === 0) return 'day'
  return stepMs % SPAN_MS.hour === 0 ? 'hour' : 'minute'
}

function floorToStep(time: number, stepMs: number): number {
  return Math.floor(time / stepMs) * stepMs
}

/** The figures that are wanted; the others are as if there was nothing. */
function only(figures: Figures, wanted: readonly FigureName[]): Figures {
  return { ...NO_FIGURES, ...Object.fromEntries(wanted.map((name) => [name, figures[name]])) }
}
