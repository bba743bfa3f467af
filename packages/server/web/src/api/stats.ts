import { keepPreviousData, useQuery } from '@tanstack/react-query'
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

/** One step of a series. */
export interface Metric extends Figures {
  /** Epoch milliseconds of the step's start. */
  readonly ts: number
  readonly groups?: Readonly<Record<string, Figures>>
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
export function useSummary(choice: RangeChoice) {
  return useQuery({
    queryKey: ['summary', choice],
    queryFn: ({ signal }) =>
      call<Summary>('GET', '/admin/summary', { query: toQuery(choice), signal }),
    refetchInterval: FIGURES_EVERY_MS,
    placeholderData: keepPreviousData,
  })
}

/** A range in steps, as many as a chart can show. With `isPrevious`: the range before. */
export function useMetrics(
  choice: RangeChoice,
  group: 'none' | 'channel' | 'model' = 'none',
  options: { readonly isPrevious?: boolean; readonly isOn?: boolean } = {},
) {
  const { isPrevious = false, isOn = true } = options
  return useQuery({
    queryKey: ['metrics', choice, group, isPrevious],
    queryFn: ({ signal }) => {
      const range = toTimeRange(choice, Date.now())
      const { from, to } = isPrevious ? toPrevious(range) : range
      const query = { from, to, bucket_min: toBucketMin(range), group }
      return call<Metric[]>('GET', '/admin/metrics', { query, signal })
    },
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
export function useRecentErrors(hours = 24) {
  return useQuery({
    queryKey: ['recent-errors', hours],
    queryFn: ({ signal }) =>
      call<RecentError[]>('GET', '/admin/recent-errors', { query: { hours }, signal }),
    refetchInterval: FIGURES_EVERY_MS,
  })
}

function toQuery(choice: RangeChoice) {
  const { from, to } = toTimeRange(choice, Date.now())
  return { from, to }
}
