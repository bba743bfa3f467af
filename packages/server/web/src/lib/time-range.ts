/** A span of time, epoch milliseconds: from included, to excluded. */
export interface TimeRange {
  readonly from: number
  readonly to: number
}

/** The ranges that have a name. */
export const RANGES = ['today', '1h', '24h', '7d', '30d'] as const

export type RangeName = (typeof RANGES)[number] | 'custom'

/** A range as the address has it. `from` and `to` are for `custom` alone. */
export interface RangeChoice {
  readonly range: string
  readonly from: string
  readonly to: string
}

const HOUR_MS = 3_600_000
const DAY_MS = 24 * HOUR_MS

const LENGTHS: Readonly<Record<string, number>> = {
  '1h': HOUR_MS,
  '24h': DAY_MS,
  '7d': 7 * DAY_MS,
  '30d': 30 * DAY_MS,
}

/** What a choice means now. Days begin at midnight of the viewer's zone. */
export function toTimeRange({ range, from, to }: RangeChoice, now: number): TimeRange {
  if (range === 'custom') {
    const custom = { from: Number(from), to: Number(to) }
    if (custom.from > 0 && custom.to > custom.from) return custom
  }
  if (range === 'today') return { from: startOfDay(now), to: now }
  return { from: now - (LENGTHS[range] ?? DAY_MS), to: now }
}

/** The name of a choice; what is no range counts as the last 24 hours. */
export function toRangeName({ range, from, to }: RangeChoice): RangeName {
  if (range === 'custom' && Number(from) > 0 && Number(to) > Number(from)) return 'custom'
  return RANGES.find((name) => name === range) ?? '24h'
}

/** The range of the same length just before. */
export function toPrevious({ from, to }: TimeRange): TimeRange {
  return { from: from - (to - from), to: from }
}

const BUCKETS_MIN = [1, 5, 10, 15, 30, 60, 180, 360, 720, 1440]
const MOST_POINTS = 150

/** The finest step, in minutes, that keeps a chart at no more points than it can show. */
export function toBucketMin({ from, to }: TimeRange): number {
  const minutes = (to - from) / 60_000
  return BUCKETS_MIN.find((bucket) => minutes / bucket <= MOST_POINTS) ?? 1440
}

function startOfDay(now: number): number {
  return new Date(now).setHours(0, 0, 0, 0)
}
