/** One metric as it is exported: its kind, what it is divided by, and what it says. */
export interface MetricDescription {
  readonly kind: 'counter' | 'gauge' | 'histogram'
  readonly labels: readonly string[]
  readonly help: string
}

/**
 * Everything that is exported beside the process's own `process_*` and `nodejs_*`. The exporter and
 * the documentation are made of this table, and the dashboard is held to it.
 */
export const METRICS = {
  ccload_build_info: {
    kind: 'gauge',
    labels: ['version'],
    help: 'Always 1; the version is a label.',
  },
  ccload_requests_total: {
    kind: 'counter',
    labels: ['model', 'result'],
    help: 'Requests that are over. result: success, client-error, abort or failure.',
  },
  ccload_attempts_total: {
    kind: 'counter',
    labels: ['channel', 'model', 'outcome'],
    help: 'Attempts that are over, by what came of them.',
  },
  ccload_request_duration_seconds: {
    kind: 'histogram',
    labels: ['model'],
    help: 'From a request that has been read to the end of its answer, all attempts included.',
  },
  ccload_first_event_seconds: {
    kind: 'histogram',
    labels: ['channel', 'model'],
    help: 'From the start of an attempt to the first event that means something.',
  },
  ccload_queue_seconds: {
    kind: 'histogram',
    labels: [],
    help: 'How long requests that had to wait for room have waited.',
  },
  ccload_requests_in_flight: {
    kind: 'gauge',
    labels: [],
    help: 'Requests that are being served.',
  },
  ccload_requests_waiting: {
    kind: 'gauge',
    labels: [],
    help: 'Requests in flight that have no channel yet: they wait for room.',
  },
  ccload_cooldowns: {
    kind: 'gauge',
    labels: ['scope'],
    help: 'Cooldowns that are running. scope: key, model or channel.',
  },
  ccload_cooldowns_set_total: {
    kind: 'counter',
    labels: ['scope', 'cause'],
    help: 'Cooldowns that have been set, by their cause.',
  },
  ccload_usage_tokens_total: {
    kind: 'counter',
    labels: ['channel', 'model', 'kind'],
    help: 'Tokens of answers. kind: input, output, cache_read, cache_write_5m or cache_write_1h.',
  },
  ccload_cost_usd_total: {
    kind: 'counter',
    labels: ['channel', 'model'],
    help: 'Cost of attempts in US dollars, where the price of the model is known.',
  },
  ccload_log_entries_waiting: {
    kind: 'gauge',
    labels: ['where'],
    help: 'Log entries that wait to be written. where: memory or journal.',
  },
  ccload_log_entries_written_total: {
    kind: 'counter',
    labels: [],
    help: 'Log entries written to the database.',
  },
  ccload_log_entries_spilled_total: {
    kind: 'counter',
    labels: [],
    help: 'Log entries moved from memory to the journal, as the database was too slow.',
  },
  ccload_log_entries_dropped_total: {
    kind: 'counter',
    labels: [],
    help: 'Log entries lost: there was room neither in memory nor in the journal.',
  },
} as const satisfies Readonly<Record<`ccload_${string}`, MetricDescription>>

/** The name of a metric. */
export type MetricName = keyof typeof METRICS

/** In which steps answers are timed: they may stream for minutes. */
export const DURATION_BUCKETS = [0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120, 300, 600]

/** In which steps the first event is timed, and waiting. */
export const WAIT_BUCKETS = [0.05, 0.1, 0.25, 0.5, 1, 2, 4, 8, 15, 30, 60, 120]
