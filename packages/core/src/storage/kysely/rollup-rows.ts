import type { Selectable } from 'kysely'
import {
  FIGURE_NAMES,
  type FigureName,
  type Figures,
  LATENCY_NAMES,
  type LatencyName,
  NO_FIGURES,
  SUM_NAMES,
  type SumName,
} from '../../domain/figures.js'
import { HISTOGRAM_SLOTS } from '../../domain/histogram.js'
import type { CellSubject, RollupCell } from '../../domain/roll-up.js'
import type { SqlValue } from './dialects.js'
import type { RollupTable, SumColumns } from './schema.js'

/** The columns that make a roll-up's cell the one it is. */
export const CELL_COLUMNS = [
  'span',
  'dimension',
  'bucket',
  'channel_id',
  'name',
] as const satisfies readonly (keyof RollupTable)[]

/** The column of each figure. */
export const SUM_COLUMNS = {
  entries: 'entries',
  requests: 'requests',
  successes: 'successes',
  clientErrors: 'client_errors',
  aborts: 'aborts',
  failures: 'failures',
  attempts: 'attempts',
  failedAttempts: 'failed_attempts',
  inputTokens: 'input_tokens',
  outputTokens: 'output_tokens',
  cacheReadTokens: 'cache_read_tokens',
  cacheWrite5mTokens: 'cache_write_5m_tokens',
  cacheWrite1hTokens: 'cache_write_1h_tokens',
  costMicroUsd: 'cost_micro_usd',
  unpriced: 'unpriced',
} as const satisfies Record<SumName, keyof SumColumns>

/** The columns of each histogram, one for each slot. */
const SLOT_COLUMNS: Readonly<Record<LatencyName, readonly string[]>> = {
  firstEvent: toSlotColumns('first_event'),
  duration: toSlotColumns('duration'),
}

function toSlotColumns(title: string): string[] {
  return Array.from({ length: HISTOGRAM_SLOTS }, (_, slot) => `${title}_${slot}`)
}

/** The columns that hold some of the figures. */
export function toFigureColumns(figures: readonly FigureName[]): string[] {
  return figures.flatMap((name) => (isLatency(name) ? SLOT_COLUMNS[name] : [SUM_COLUMNS[name]]))
}

function isLatency(name: FigureName): name is LatencyName {
  return name in SLOT_COLUMNS
}

/** All columns that add up. */
export const FIGURE_COLUMNS: readonly string[] = toFigureColumns(FIGURE_NAMES)

/** All columns of a cell. */
export const ROLLUP_COLUMNS: readonly string[] = [
  ...CELL_COLUMNS,
  'channel_name',
  ...FIGURE_COLUMNS,
]

/** Slots of the histograms: from one to just before another. */
export interface SlotRange {
  readonly from: number
  readonly to: number
}

/** The columns of a cell with some slots of its histograms, in the order of {@link pushCellValues}. */
export function toCellColumns({ from, to }: SlotRange): string[] {
  return [
    ...CELL_COLUMNS,
    'channel_name',
    ...toFigureColumns(SUM_NAMES),
    ...LATENCY_NAMES.flatMap((name) => SLOT_COLUMNS[name].slice(from, to)),
  ]
}

/** Adds a cell's values, with some slots of its histograms, to those of a multi-row insert. */
export function pushCellValues(
  values: SqlValue[],
  cell: RollupCell,
  { from, to }: SlotRange,
): void {
  const { figures } = cell
  values.push(cell.span, cell.dimension, cell.bucket, cell.channelId ?? 0, cell.name ?? '')
  values.push(cell.channelName)
  for (const name of SUM_NAMES) values.push(figures[name])
  for (const name of LATENCY_NAMES) {
    for (let slot = from; slot < to; slot++) values.push(figures[name][slot] ?? 0)
  }
}

/** A row of sums as databases give it: some of them as strings. */
export type SumRow = Readonly<Record<string, unknown>> &
  Pick<Selectable<RollupTable>, 'channel_id' | 'channel_name' | 'name'>

/** What a row of sums is about. */
export function toSubject({ channel_id, channel_name, name }: SumRow): CellSubject {
  const channelId = Number(channel_id)
  return {
    channelId: channelId === 0 ? null : channelId,
    channelName: channel_name,
    name: name === '' ? null : name,
  }
}

/** Reads some figures out of rows of sums; the others are as of nothing. */
export function createFiguresReader(names: readonly FigureName[]): (row: SumRow) => Figures {
  return (row) => {
    const figures: { -readonly [Name in FigureName]: Figures[Name] } = { ...NO_FIGURES }
    for (const name of names) {
      if (isLatency(name)) figures[name] = SLOT_COLUMNS[name].map((slot) => Number(row[slot]))
      else figures[name] = Number(row[SUM_COLUMNS[name]])
    }
    return figures
  }
}
