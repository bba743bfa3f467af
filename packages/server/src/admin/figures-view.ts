import { type Figures, quantile } from '@ccload/core'
import * as z from 'zod'

const count = z.int()
const share = z.number().nullable()
const milliseconds = z.int().nullable()

/** The parts of {@link figuresView}, to be joined with others. */
export const figuresFields = {
  requests: count.meta({ description: 'Requests, each where it ended' }),
  successes: count,
  client_errors: count,
  aborts: count,
  failures: count,
  attempts: count,
  failed_attempts: count,
  success_rate: share.meta({
    description:
      'Of what neither failed by the client nor was broken off by it; of attempts where it is about a channel, else of requests. null: there was nothing',
  }),
  p50_first_event_ms: milliseconds,
  p95_first_event_ms: milliseconds,
  p99_first_event_ms: milliseconds,
  p50_duration_ms: milliseconds,
  p95_duration_ms: milliseconds,
  p99_duration_ms: milliseconds,
  input_tokens: count,
  output_tokens: count,
  cache_read_tokens: count,
  cache_write_tokens: count,
  cache_hit_rate: share.meta({ description: 'Cached part of all input tokens' }),
  cost_micro_usd: count,
  unpriced: count.meta({ description: 'Attempts whose cost is unknown, and not in the sum' }),
}

/** Figures as the API shows them. */
export const figuresView = z.strictObject(figuresFields).meta({ id: 'Figures' })

export type FiguresView = z.output<typeof figuresView>

export type FigureName = keyof FiguresView

/** The names of all figures, in their order. */
export const FIGURE_NAMES = Object.keys(figuresFields) as [FigureName, ...FigureName[]]

/** How each is found. A channel is judged by its attempts: that others stepped in is not its merit. */
const FIGURES: {
  readonly [Name in FigureName]: (figures: Figures, isOfChannel: boolean) => FiguresView[Name]
} = {
  requests: ({ requests }) => requests,
  successes: ({ successes }) => successes,
  client_errors: ({ clientErrors }) => clientErrors,
  aborts: ({ aborts }) => aborts,
  failures: ({ failures }) => failures,
  attempts: ({ attempts }) => attempts,
  failed_attempts: ({ failedAttempts }) => failedAttempts,
  success_rate: ({ successes, failures, failedAttempts }, isOfChannel) =>
    toShare(successes, successes + (isOfChannel ? failedAttempts : failures)),
  p50_first_event_ms: ({ firstEvent }) => quantile(firstEvent, 0.5),
  p95_first_event_ms: ({ firstEvent }) => quantile(firstEvent, 0.95),
  p99_first_event_ms: ({ firstEvent }) => quantile(firstEvent, 0.99),
  p50_duration_ms: ({ duration }) => quantile(duration, 0.5),
  p95_duration_ms: ({ duration }) => quantile(duration, 0.95),
  p99_duration_ms: ({ duration }) => quantile(duration, 0.99),
  input_tokens: ({ inputTokens }) => inputTokens,
  output_tokens: ({ outputTokens }) => outputTokens,
  cache_read_tokens: ({ cacheReadTokens }) => cacheReadTokens,
  cache_write_tokens: toCacheWrites,
  cache_hit_rate: (figures) =>
    toShare(
      figures.cacheReadTokens,
      figures.inputTokens + figures.cacheReadTokens + toCacheWrites(figures),
    ),
  cost_micro_usd: ({ costMicroUsd }) => costMicroUsd,
  unpriced: ({ unpriced }) => unpriced,
}

/** Whether a figure is found from latencies, which cost a store more to read than sums. */
export function isLatency(name: FigureName): boolean {
  return name.endsWith('_ms')
}

/** Shows figures. */
export function toFiguresView(figures: Figures, { isOfChannel = false } = {}): FiguresView {
  return toSomeFigures(figures, FIGURE_NAMES, { isOfChannel }) as FiguresView
}

/** Shows some of the figures, and finds no others. */
export function toSomeFigures(
  figures: Figures,
  names: readonly FigureName[],
  { isOfChannel = false } = {},
): Partial<FiguresView> {
  return Object.fromEntries(names.map((name) => [name, FIGURES[name](figures, isOfChannel)]))
}

function toCacheWrites({ cacheWrite5mTokens, cacheWrite1hTokens }: Figures): number {
  return cacheWrite5mTokens + cacheWrite1hTokens
}

function toShare(part: number, whole: number): number | null {
  return whole === 0 ? null : part / whole
}
