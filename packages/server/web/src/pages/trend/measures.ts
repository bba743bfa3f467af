import type { FigureName } from '../../api/stats.js'
import type { Formats } from '../../lib/format.js'

/** A figure that can be followed over time. */
export interface Measure {
  readonly field: FigureName
  readonly format: (formats: Formats) => (value: number) => string
  /** Whether values of several series add up to something. */
  readonly isSum: boolean
  readonly maximum?: number
}

const sum = (field: FigureName): Measure => ({
  field,
  format: (formats) => formats.short,
  isSum: true,
})
const share = (field: FigureName): Measure => ({
  field,
  format: (formats) => formats.percent,
  isSum: false,
  maximum: 1,
})
const time = (field: FigureName): Measure => ({
  field,
  format: (formats) => formats.duration,
  isSum: false,
})

export const MEASURES = {
  requests: sum('requests'),
  failures: sum('failures'),
  success_rate: share('success_rate'),
  p50_first_event: time('p50_first_event_ms'),
  p95_first_event: time('p95_first_event_ms'),
  p95_duration: time('p95_duration_ms'),
  input_tokens: sum('input_tokens'),
  output_tokens: sum('output_tokens'),
  cache_hit_rate: share('cache_hit_rate'),
  cost: { ...sum('cost_micro_usd'), format: (formats) => formats.money },
} as const satisfies Record<string, Measure>

export type MeasureName = keyof typeof MEASURES

/** What a figure can be split by. */
export const SPLITS = ['none', 'channel', 'model'] as const

export type Split = (typeof SPLITS)[number]
