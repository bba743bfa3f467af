import { keepPreviousData, useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { toTimeRange } from '../lib/time-range.js'
import { call, callEnvelope, type Query, toUrl } from './client.js'

/** One attempt of a request. */
export interface LogRow {
  readonly id: number
  readonly time: string
  readonly request_id: string
  readonly attempt: number
  readonly model: string
  readonly upstream_model: string | null
  readonly channel_id: number | null
  readonly channel_name: string | null
  readonly key_mask: string | null
  /** 0: no answer came; 499: the client left first. */
  readonly status_code: number
  readonly outcome: string
  readonly message: string
  readonly is_streaming: boolean
  /** Spent before the attempt began, until a channel had room. */
  readonly queue_ms: number
  /** From the attempt's begin until it was on a connection; null: it never was, or is not known. */
  readonly connect_ms: number | null
  readonly first_event_ms: number | null
  readonly duration_ms: number
  readonly request_bytes: number
  readonly response_bytes: number
  readonly token_name: string | null
  readonly client_ip: string | null
  readonly session_id: string | null
  readonly agent_id: string | null
  readonly input_tokens: number | null
  readonly output_tokens: number | null
  readonly cache_read_tokens: number | null
  readonly cache_write_5m_tokens: number | null
  readonly cache_write_1h_tokens: number | null
  readonly cost_micro_usd: number | null
  /** Null: nothing was left out, or the entry is older than such records. */
  readonly plan: RecordedPlan | null
}

/** What the plan of an attempt left out. */
export interface RecordedPlan {
  readonly strategy: string | null
  /** How many channels were ready. */
  readonly ready: number
  readonly left_out: readonly {
    readonly channel_id: number
    readonly reason: string
    readonly until: string | null
  }[]
  /** How many more were left out. */
  readonly more: number
}

/** What the list can be narrowed to. An empty value: not narrowed by it. */
export interface LogFilter {
  readonly range: string
  readonly from: string
  readonly to: string
  readonly channel_id: string
  readonly model: string
  readonly token: string
  readonly status: string
  readonly session: string
  readonly request_id: string
  readonly q: string
}

/** A request with all of its attempts. */
export interface RequestDetail {
  readonly request_id: string
  readonly attempts: readonly LogRow[]
}

/** A request that is being served now. */
export interface RunningRequest {
  readonly request_id: string
  readonly started_at: string
  readonly model: string
  readonly channel_name: string | null
  readonly state: 'waiting' | 'streaming'
  readonly response_bytes: number
  readonly attempt: number
  readonly session_id: string | null
  readonly token_name: string | null
}

interface LogPage {
  readonly rows: readonly LogRow[]
  /** About how many rows match; undefined: not told. */
  readonly count: number | undefined
  readonly next: number | null
}

export const PAGE_SIZE = 100

/** The rows that match, newest first, page by page. */
export function useLogPages(filter: LogFilter) {
  return useInfiniteQuery({
    queryKey: ['logs', filter],
    queryFn: ({ pageParam, signal }) => fetchPage(filter, PAGE_SIZE, pageParam, signal),
    initialPageParam: null as number | null,
    getNextPageParam: (page) => page.next,
    refetchOnWindowFocus: false,
    placeholderData: keepPreviousData,
  })
}

/** The newest rows that match, asked for again and again: what came since the pages were loaded. */
export function useLogHead(filter: LogFilter, options: { isOn: boolean; everyMs: number | false }) {
  return useQuery({
    queryKey: ['logs-head', filter],
    queryFn: ({ signal }) => fetchPage(filter, PAGE_SIZE, null, signal),
    enabled: options.isOn,
    refetchInterval: options.everyMs,
    refetchOnMount: false,
    staleTime: Number.POSITIVE_INFINITY,
  })
}

export function useRequestDetail(requestId: string) {
  return useQuery({
    queryKey: ['request', requestId],
    queryFn: ({ signal }) =>
      call<RequestDetail>('GET', `/admin/logs/${encodeURIComponent(requestId)}`, { signal }),
    enabled: requestId !== '',
  })
}

/** The requests that are being served now. */
export function useRunningRequests(everyMs: number) {
  return useQuery({
    queryKey: ['running'],
    queryFn: ({ signal }) => call<RunningRequest[]>('GET', '/admin/requests', { signal }),
    refetchInterval: everyMs,
  })
}

/** Where the browser gets all matching rows as a file. */
export function toExportUrl(filter: LogFilter, format: 'csv' | 'ndjson'): string {
  return toUrl('/admin/logs/export', { format, ...toQuery(filter) })
}

/** The attempts of one session since an instant, the first one first. */
export async function fetchSessionRows(
  session: string,
  from: number,
  signal: AbortSignal,
): Promise<LogRow[]> {
  const query = { session, from, limit: 20 }
  const rows = await call<LogRow[]>('GET', '/admin/logs', { query, signal })
  return rows.reverse()
}

async function fetchPage(
  filter: LogFilter,
  limit: number,
  beforeId: number | null,
  signal: AbortSignal,
): Promise<LogPage> {
  const query = { ...toQuery(filter), limit, before_id: beforeId }
  const { data, count, page } = await callEnvelope<LogRow[]>('GET', '/admin/logs', {
    query,
    signal,
  })
  return { rows: data, count, next: page?.next_before_id ?? null }
}

function toQuery(filter: LogFilter): Query {
  const { range, from: _from, to: _to, ...rest } = filter
  const { from, to } = toTimeRange(filter, Date.now())
  // A range that ends now stays open: rows that come while paging belong to it too.
  return { ...rest, from, ...(range === 'custom' && { to }) }
}
