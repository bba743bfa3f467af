import { type FigureName, type Figures, quantile, type SumName } from '@ccload/core'
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

/** A figure's name in the API. */
export type FigureViewName = keyof FiguresView

/** The names of all figures, in their order. */
export const FIGURE_VIEW_NAMES = Object.keys(figuresFields) as [FigureViewName, ...FigureViewName[]]

interface Finder<Value> {
  /** What it is found from. */
  readonly from: readonly FigureName[]
  readonly find: (figures: Figures, isOfChannel: boolean) => Value
}

const CACHE_WRITES = ['cacheWrite5mTokens', 'cacheWrite1hTokens'] as const

/** How each is found. A channel is judged by its attempts: that others stepped in is not its merit. */
const FIGURES: { readonly [Name in FigureViewName]: Finder<FiguresView[Name]> } = {
  requests: toSum('requests'),
  successes: toSum('successes'),
  client_errors: toSum('clientErrors'),
  aborts: toSum('aborts'),
  failures: toSum('failures'),
  attempts: toSum('attempts'),
  failed_attempts: toSum('failedAttempts'),
  success_rate: {
    from: ['successes', 'failures', 'failedAttempts'],
    find: ({ successes, failures, failedAttempts }, isOfChannel) =>
      toShare(successes, successes + (isOfChannel ? failedAttempts : failures)),
  },
  p50_first_event_ms: toQuantile('firstEvent', 0.5),
  p95_first_event_ms: toQuantile('firstEvent', 0.95),
  p99_first_event_ms: toQuantile('firstEvent', 0.99),
  p50_duration_ms: toQuantile('duration', 0.5),
  p95_duration_ms: toQuantile('duration', 0.95),
  p99_duration_ms: toQuantile('duration', 0.99),
  input_tokens: toSum('inputTokens'),
  output_tokens: toSum('outputTokens'),
  cache_read_tokens: toSum('cacheReadTokens'),
  cache_write_tokens: { from: CACHE_WRITES, find: toCacheWrites },
  cache_hit_rate: {
    from: ['inputTokens', 'cacheReadTokens', ...CACHE_WRITES],
    find: (figures) =>
      toShare(
        figures.cacheReadTokens,
        figures.inputTokens + figures.cacheReadTokens + toCacheWrites(figures),
      ),
  },
  cost_micro_usd: toSum('costMicroUsd'),
  unpriced: toSum('unpriced'),
}

/** What a store has to read for some figures to be shown. */
export function toSources(names: readonly FigureViewName[]): FigureName[] {
  return [...new Set(names.flatMap((name) => FIGURES[name].from))]
}

/** Shows figures. */
export function toFiguresView(figures: Figures, { isOfChannel = false } = {}): FiguresView {
  return toSomeFigures(figures, FIGURE_VIEW_NAMES, { isOfChannel }) as FiguresView
}

/** Shows some of the figures, and finds no others. */
export function toSomeFigures(
  figures: Figures,
  names: readonly FigureViewName[],
  { isOfChannel = false } = {},
): Partial<FiguresView> {
  return Object.fromEntries(names.map((name) => [name, FIGURES[name].find(figures, isOfChannel)]))
}

function toSum(name: SumName): Finder<number> {
  return { from: [name], find: (figures) => figures[name] }
}

function toQuantile(name: Exclude<FigureName, SumName>, part: number): Finder<number | null> {
  return { from: [name], find: (figures) => quantile(figures[name], part) }
}

function toCacheWrites({ cacheWrite5mTokens, cacheWrite1hTokens }: Figures): number {
  return cacheWrite5mTokens + cacheWrite1hTokens
}

function toShare(part: number, whole: number): number | null {
  return whole === 0 ? null : part / whole
}
