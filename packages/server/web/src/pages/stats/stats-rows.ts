import type { StatsRow } from '../../api/stats.js'
import { toCsv } from '../../lib/to-csv.js'

/** Orders by a figure, with a minus in front: the greatest first. Unknown ones come last. */
export function sortRows(rows: readonly StatsRow[], sort: string): StatsRow[] {
  const isDescending = sort.startsWith('-')
  const name = (isDescending ? sort.slice(1) : sort) as keyof StatsRow
  const sign = isDescending ? -1 : 1
  return [...rows].sort((a, b) => {
    const [left, right] = [a[name], b[name]]
    if (typeof left === 'number' && typeof right === 'number') return sign * (left - right)
    if (typeof left === 'number') return -1
    if (typeof right === 'number') return 1
    return sign * toName(a).localeCompare(toName(b))
  })
}

/** What a row is about, in words. */
export function toName(row: StatsRow): string {
  const { channel_name: channel, model, token_name: token, session_id: session } = row
  if (channel && model) return `${channel} · ${model}`
  return channel ?? model ?? token ?? session ?? row.key
}

const FIGURES = [
  'requests',
  'successes',
  'failures',
  'client_errors',
  'aborts',
  'attempts',
  'failed_attempts',
  'success_rate',
  'p50_first_event_ms',
  'p95_first_event_ms',
  'p50_duration_ms',
  'p95_duration_ms',
  'input_tokens',
  'output_tokens',
  'cache_read_tokens',
  'cache_write_tokens',
  'cache_hit_rate',
  'cost_micro_usd',
  'unpriced',
] as const

/** The table as a file, with the figures as the server gives them. */
export function toStatsCsv(rows: readonly StatsRow[]): string {
  return toCsv([
    ['name', ...FIGURES],
    ...rows.map((row) => [toName(row), ...FIGURES.map((figure) => row[figure])]),
  ])
}
