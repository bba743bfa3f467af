import type { Figures } from '../../api/stats.js'
import type { Formats } from '../../lib/format.js'

/** A figure that can be followed over time. */
export interface Measure {
  readonly of: (figures: Figures) => number | null
  readonly format: (formats: Formats) => (value: number) => string
  /** Whether values of several series add up to something. */
  readonly isSum: boolean
  readonly maximum?: number
}

const sum = (of: (figures: Figures) => number): Measure => ({
  of,
  format: (formats) => formats.short,
  isSum: true,
})
const share = (of: Measure['of']): Measure => ({
  of,
  format: (formats) => formats.percent,
  isSum: false,
  maximum: 1,
})
const time = (of: Measure['of']): Measure => ({
  of,
  format: (formats) => formats.duration,
  isSum: false,
})

export const MEASURES = {
  requests: sum((figures) => figures.requests),
  failures: sum((figures) => figures.failures),
  success_rate: share((figures) => figures.success_rate),
  p50_first_event: time((figures) => figures.p50_first_event_ms),
  p95_first_event: time((figures) => figures.p95_first_event_ms),
  p95_duration: time((figures) => figures.p95_duration_ms),
  input_tokens: sum((figures) => figures.input_tokens),
  output_tokens: sum((figures) => figures.output_tokens),
  cache_hit_rate: share((figures) => figures.cache_hit_rate),
  cost: { ...sum((figures) => figures.cost_micro_usd), format: (formats) => formats.money },
} as const satisfies Record<string, Measure>

export type MeasureName = keyof typeof MEASURES

/** What a figure can be split by. */
export const SPLITS = ['none', 'channel', 'model'] as const

export type Split = (typeof SPLITS)[number]
