import { keepPreviousData, queryOptions, useQuery } from '@tanstack/react-query'
import { useRefreshMs } from '../app/live.js'
import { type RangeChoice, toBucketMin, toPrevious, toTimeRange } from '../lib/time-range.js'
import { call } from './client.js'

/** What statistics say about a set of requests. Rates are shares; null: nothing to judge by. */
export interface Figures {
  readonly requests: number
  readonly successes: number
  readonly client_errors: number
  readonly aborts: number
  readonly failures: number
  readonly attempts: number
  /** Attempts that failed by the channel's fault, whether or not another one helped out. */
  readonly failed_attempts: number
  readonly success_rate: number | null
  readonly p50_first_event_ms: number | null
  readonly p95_first_event_ms: number | null
  readonly p50_duration_ms: number | null
  readonly p95_duration_ms: number | null
  readonly input_tokens: number
  readonly output_tokens: number
  readonly cache_read_tokens: number
  readonly cache_write_tokens: number
  readonly cache_hit_rate: number | null
  readonly cost_micro_usd: number
  /** Attempts with tokens but without a known price: their cost is missing from the sum. */
  readonly unpriced: number
}

export interface Summary extends Figures {
  readonly rpm_now: number
  readonly active_channels: number
  readonly active_models: number
  readonly previous: Figures | null
}

export type FigureName = keyof Figures

/** One step of a series, with the figures that were asked for. */
export type Metric<Name extends FigureName = FigureName> = Pick<Figures, Name> & {
  /** Epoch milliseconds of the step's start. */
  readonly ts: number
  readonly groups?: Readonly<Record<string, Pick<Figures, Name>>>
}

export const GROUPS = ['channel', 'model', 'token', 'session', 'channel_model'] as const

export type StatsGroup = (typeof GROUPS)[number]

export interface StatsRow extends Figures {
  readonly key: string
  readonly channel_id?: number | null
  readonly channel_name?: string | null
  readonly model?: string | null
  readonly token_name?: string | null
  readonly session_id?: string | null
}

export interface RecentError {
  readonly cause: string
  readonly outcome: string
  readonly status_code: number
  readonly channel_id: number | null
  readonly channel_name: string | null
  readonly message: string
  readonly count: number
  readonly last_at: string
}

const FIGURES_EVERY_MS = 15_000

/** The figures of a range, and those of the range before. */
export function summaryQuery(choice: RangeChoice) {
  return queryOptions({
    queryKey: ['summary', choice],
    queryFn: ({ signal }) =>
      call<Summary>('GET', '/admin/summary', { query: toQuery(choice), signal }),
  })
}

/** See {@link summaryQuery}. */
export function useSummary(choice: RangeChoice) {
  return useQuery({
    ...summaryQuery(choice),
    refetchInterval: FIGURES_EVERY_MS,
    placeholderData: keepPreviousData,
  })
}

/** What is asked for of a range in steps. */
export interface MetricsQuery<Name extends FigureName> {
  readonly group: 'none' | 'channel' | 'model'
  /** The figures; all of them would be many times as much. */
  readonly fields: readonly Name[]
  /** Asks for the range before. */
  readonly isPrevious?: boolean
}

/** A range in steps, as many as a chart can show. */
export function metricsQuery<Name extends FigureName>(
  choice: RangeChoice,
  { group, fields, isPrevious = false }: MetricsQuery<Name>,
) {
  return queryOptions({
    queryKey: ['metrics', choice, group, fields, isPrevious],
    queryFn: ({ signal }) => {
      const range = toTimeRange(choice, Date.now())
      const { from, to } = isPrevious ? toPrevious(range) : range
      const bucket_min = toBucketMin(range)
      const query = { from, to, bucket_min, group, fields: fields.join() }
      return call<Metric<Name>[]>('GET', '/admin/metrics', { query, signal })
    },
  })
}

/** See {@link metricsQuery}. */
export function useMetrics<Name extends FigureName>(
  choice: RangeChoice,
  query: MetricsQuery<Name>,
  { isOn = true } = {},
) {
  return useQuery({
    ...metricsQuery(choice, query),
    enabled: isOn,
    refetchInterval: Math.max(useRefreshMs(), 30_000),
    placeholderData: keepPreviousData,
  })
}

/** One row for each channel, model, token or session. */
export function useStats(choice: RangeChoice, group: StatsGroup) {
  return useQuery({
    queryKey: ['stats', choice, group],
    queryFn: ({ signal }) =>
      call<StatsRow[]>('GET', '/admin/stats', { query: { ...toQuery(choice), group }, signal }),
    placeholderData: keepPreviousData,
  })
}

/** What went wrong lately, the same faults counted together. */
export function recentErrorsQuery(hours = 24) {
  return queryOptions({
    queryKey: ['recent-errors', hours],
    queryFn: ({ signal }) =>
      call<RecentError[]>('GET', '/admin/recent-errors', { query: { hours }, signal }),
  })
}

/** See {@link recentErrorsQuery}. */
export function useRecentErrors() {
  return useQuery({ ...recentErrorsQuery(), refetchInterval: FIGURES_EVERY_MS })
}

function toQuery(choice: RangeChoice) {
  const { from, to } = toTimeRange(choice, Date.now())
  return { from, to }
}
