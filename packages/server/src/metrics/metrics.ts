import cluster from 'node:cluster'
import { type CcloadProxy, type LogEntry, type Store, toOutcomeClass } from '@ccload/core'
import { version } from '../version.js'
import { createExporter } from './exporter.js'
import { createModelLabels } from './model-labels.js'

/** The metrics of a running server. */
export interface Metrics {
  /** In Prometheus' text format. */
  text(): Promise<string>
  readonly contentType: string
  close(): void
}

/** What they are made of. */
export interface MetricsSources {
  readonly proxy: Pick<CcloadProxy, 'on' | 'requests' | 'cooldowns' | 'logs'>
  readonly store: Pick<Store, 'channels'>
  readonly now: () => number
}

/** Requests without a channel. */
const NONE = 'none'

const SCOPES = ['key', 'model', 'channel'] as const

/**
 * Counts what the proxy tells of. A request costs some additions in memory; what can be asked for
 * is asked for when the metrics are read.
 */
export async function createMetrics({ proxy, store, now }: MetricsSources): Promise<Metrics> {
  const models = await createModelLabels(store.channels)
  const { worker } = cluster
  // Workers share their ports, so each reading is of one of them: it has to say of which.
  const exporter = createExporter(worker === undefined ? {} : { worker: String(worker.id) })
  const { add, observe, measure } = exporter
  /** The models of requests under way. */
  const modelOf = new Map<string, string>()

  function count(entry: LogEntry): void {
    const model = models.of(entry.model)
    const channel = entry.channelName ?? NONE
    add('ccload_attempts_total', 1, channel, model, entry.outcome)
    if (entry.firstEventMs !== null) {
      observe('ccload_first_event_seconds', entry.firstEventMs / 1_000, channel, model)
    }
    if (entry.queueMs > 0) observe('ccload_queue_seconds', entry.queueMs / 1_000)
    if (entry.costMicroUsd !== null) {
      add('ccload_cost_usd_total', entry.costMicroUsd / 1e6, channel, model)
    }
    if (entry.usage === null) return
    const { inputTokens, outputTokens, cacheReadTokens } = entry.usage
    const { cacheWrite5mTokens, cacheWrite1hTokens } = entry.usage
    for (const [kind, tokens] of [
      ['input', inputTokens],
      ['output', outputTokens],
      ['cache_read', cacheReadTokens],
      ['cache_write_5m', cacheWrite5mTokens],
      ['cache_write_1h', cacheWrite1hTokens],
    ] as const) {
      if (tokens > 0) add('ccload_usage_tokens_total', tokens, channel, model, kind)
    }
  }

  const stops = [
    proxy.on('request-started', ({ requestId, model }) => {
      modelOf.set(requestId, models.of(model))
    }),
    proxy.on('attempt-ended', count),
    proxy.on('request-ended', ({ requestId, durationMs, outcome }) => {
      const model = modelOf.get(requestId) ?? models.of('')
      modelOf.delete(requestId)
      add('ccload_requests_total', 1, model, toOutcomeClass(outcome))
      observe('ccload_request_duration_seconds', durationMs / 1_000, model)
    }),
    proxy.on('cooldown-set', ({ scope, cause }) => {
      add('ccload_cooldowns_set_total', 1, scope, cause)
    }),
  ]

  const one = (value: number, ...labels: string[]) => ({ value, labels })
  measure('ccload_build_info', () => [one(1, version)])
  measure('ccload_requests_in_flight', () => [one(proxy.requests.list().length)])
  measure('ccload_requests_waiting', () => [
    one(proxy.requests.list().filter(({ attempt }) => attempt === 0).length),
  ])
  measure('ccload_cooldowns', () => {
    const running = proxy.cooldowns.list().filter(({ until }) => until > now())
    return SCOPES.map((scope) => one(running.filter((each) => each.scope === scope).length, scope))
  })
  measure('ccload_log_entries_waiting', () => {
    const { queued, journaled } = proxy.logs.counters()
    return [one(queued, 'memory'), one(journaled, 'journal')]
  })
  measure('ccload_log_entries_written_total', () => [one(proxy.logs.counters().written)])
  measure('ccload_log_entries_spilled_total', () => [one(proxy.logs.counters().spilled)])
  measure('ccload_log_entries_dropped_total', () => [one(proxy.logs.counters().dropped)])

  return {
    text: () => exporter.text(),
    contentType: exporter.contentType,
    close() {
      models.close()
      for (const stop of stops) stop()
    },
  }
}
