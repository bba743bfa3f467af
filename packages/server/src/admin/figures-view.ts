import { type Figures, quantile } from '@ccload/core'
import { z } from 'zod'

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

/**
 * Shows figures. A channel is judged by its attempts: that others have stepped in is not its merit.
 */
export function toFiguresView(figures: Figures, { isOfChannel = false } = {}): FiguresView {
  const { inputTokens, cacheReadTokens, cacheWrite5mTokens, cacheWrite1hTokens } = figures
  const { successes, firstEvent, duration } = figures
  const cacheWriteTokens = cacheWrite5mTokens + cacheWrite1hTokens
  const failures = isOfChannel ? figures.failedAttempts : figures.failures
  return {
    requests: figures.requests,
    successes,
    client_errors: figures.clientErrors,
    aborts: figures.aborts,
    failures: figures.failures,
    attempts: figures.attempts,
    failed_attempts: figures.failedAttempts,
    success_rate: toShare(successes, successes + failures),
    p50_first_event_ms: quantile(firstEvent, 0.5),
    p95_first_event_ms: quantile(firstEvent, 0.95),
    p99_first_event_ms: quantile(firstEvent, 0.99),
    p50_duration_ms: quantile(duration, 0.5),
    p95_duration_ms: quantile(duration, 0.95),
    p99_duration_ms: quantile(duration, 0.99),
    input_tokens: inputTokens,
    output_tokens: figures.outputTokens,
    cache_read_tokens: cacheReadTokens,
    cache_write_tokens: cacheWriteTokens,
    cache_hit_rate: toShare(cacheReadTokens, inputTokens + cacheReadTokens + cacheWriteTokens),
    cost_micro_usd: figures.costMicroUsd,
    unpriced: figures.unpriced,
  }
}

function toShare(part: number, whole: number): number | null {
  return whole === 0 ? null : part / whole
}
