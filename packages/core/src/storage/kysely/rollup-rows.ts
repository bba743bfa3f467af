import type { Selectable } from 'kysely'
import type { Figures, SumName } from '../../domain/figures.js'
import { EMPTY_HISTOGRAM, HISTOGRAM_SLOTS } from '../../domain/histogram.js'
import type { RollupCell } from '../../domain/roll-up.js'
import type { SubjectFigures } from '../../ports/store.js'
import type { SqlValue } from './dialects.js'
import type { RollupTable } from './schema.js'

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
} as const satisfies Record<SumName, keyof RollupTable>

/** The columns of the two histograms, one for each slot. */
export const LATENCY_COLUMNS: readonly string[] = ['first_event', 'duration'].flatMap((name) =>
  Array.from({ length: HISTOGRAM_SLOTS }, (_, slot) => `${name}_${slot}`),
)

const sumNames = Object.keys(SUM_COLUMNS) as SumName[]
const sumColumns: readonly string[] = Object.values(SUM_COLUMNS)

/** All columns that add up. */
export const FIGURE_COLUMNS: readonly string[] = [...sumColumns, ...LATENCY_COLUMNS]

/** The columns of a cell without its histograms, in the order of {@link pushSumValues}. */
export const NARROW_COLUMNS: readonly string[] = [...CELL_COLUMNS, 'channel_name', ...sumColumns]

/** All columns of a cell, in the order of {@link pushCellValues}. */
export const ROLLUP_COLUMNS: readonly string[] = [...NARROW_COLUMNS, ...LATENCY_COLUMNS]

/** Adds a cell's values, without its histograms, to those of a multi-row insert. */
export function pushSumValues(values: SqlValue[], cell: RollupCell): void {
  const { figures } = cell
  values.push(cell.span, cell.dimension, cell.bucket, cell.channelId ?? 0, cell.name ?? '')
  values.push(cell.channelName)
  for (const name of sumNames) values.push(figures[name])
}

/** Adds a cell's values to those of a multi-row insert. */
export function pushCellValues(values: SqlValue[], cell: RollupCell): void {
  pushSumValues(values, cell)
  values.push(...cell.figures.firstEvent, ...cell.figures.duration)
}

/** A row of sums as databases give it: some of them as strings. */
export type SumRow = Readonly<Record<string, unknown>> &
  Pick<Selectable<RollupTable>, 'channel_id' | 'channel_name' | 'name'>

/** The figures and the subject of a row of sums. */
export function toSubjectFigures(row: SumRow): SubjectFigures {
  const channelId = Number(row.channel_id)
  return {
    channelId: channelId === 0 ? null : channelId,
    channelName: row.channel_name,
    name: row.name === '' ? null : row.name,
    figures: {
      ...(Object.fromEntries(
        sumNames.map((name) => [name, Number(row[SUM_COLUMNS[name]] ?? 0)]),
      ) as Omit<Figures, 'firstEvent' | 'duration'>),
      firstEvent: toHistogram(row, 'first_event'),
      duration: toHistogram(row, 'duration'),
    },
  }
}

function toHistogram(row: SumRow, name: string) {
  if (row[`${name}_0`] === undefined) return EMPTY_HISTOGRAM
  return EMPTY_HISTOGRAM.map((_, slot) => Number(row[`${name}_${slot}`]))
}
