import { type StoredLogEntry, toErrorCause } from '@ccload/core'
import { z } from 'zod'

const count = z.int()
const tokens = z.int().nullable()

/** A log entry as the API shows it. `duration` and `first_byte_time` are ccLoad's, in seconds. */
export const logView = z
  .strictObject({
    id: z.int(),
    time: z.iso.datetime().meta({ description: 'When the attempt began' }),
    request_id: z.string(),
    attempt: z.int(),
    final: z.boolean().meta({ description: 'Whether the request ended with this attempt' }),
    model: z.string(),
    upstream_model: z.string().nullable(),
    channel_id: z.int().nullable(),
    channel_name: z.string().nullable(),
    key_id: z.int().nullable(),
    key_mask: z.string().nullable(),
    status_code: z.int().meta({ description: '0: no answer came; 499: the client left first' }),
    outcome: z.string(),
    cause: z.string().nullable().meta({ description: 'Why it did not succeed; null: it did' }),
    message: z.string(),
    is_streaming: z.boolean(),
    first_event_ms: count.nullable(),
    duration_ms: count,
    first_byte_time: z.number().nullable(),
    duration: z.number(),
    request_bytes: count,
    response_bytes: count,
    token_name: z.string().nullable(),
    client_ip: z.string().nullable(),
    session_id: z.string().nullable(),
    agent_id: z.string().nullable(),
    input_tokens: tokens,
    output_tokens: tokens,
    cache_read_tokens: tokens,
    cache_write_5m_tokens: tokens,
    cache_write_1h_tokens: tokens,
    web_searches: tokens,
    cost_micro_usd: z.int().nullable(),
  })
  .meta({ id: 'LogEntry' })

/** A log entry as the API shows it. */
export type LogView = z.output<typeof logView>

/** Shows a log entry. */
export function toLogView(entry: StoredLogEntry): LogView {
  const { usage, firstEventMs, durationMs, outcome, statusCode } = entry
  return {
    id: entry.id,
    time: new Date(entry.time).toISOString(),
    request_id: entry.requestId,
    attempt: entry.attempt,
    final: entry.final,
    model: entry.model,
    upstream_model: entry.upstreamModel,
    channel_id: entry.channelId,
    channel_name: entry.channelName,
    key_id: entry.keyId,
    key_mask: entry.keyMask,
    status_code: statusCode,
    outcome,
    cause: toErrorCause(outcome, statusCode) ?? null,
    message: entry.message,
    is_streaming: entry.streaming,
    first_event_ms: firstEventMs,
    duration_ms: durationMs,
    first_byte_time: firstEventMs === null ? null : firstEventMs / 1000,
    duration: durationMs / 1000,
    request_bytes: entry.requestBytes,
    response_bytes: entry.responseBytes,
    token_name: entry.tokenName,
    client_ip: entry.clientIp,
    session_id: entry.sessionId,
    agent_id: entry.agentId,
    input_tokens: usage?.inputTokens ?? null,
    output_tokens: usage?.outputTokens ?? null,
    cache_read_tokens: usage?.cacheReadTokens ?? null,
    cache_write_5m_tokens: usage?.cacheWrite5mTokens ?? null,
    cache_write_1h_tokens: usage?.cacheWrite1hTokens ?? null,
    web_searches: usage === null ? null : (usage.webSearches ?? 0),
    cost_micro_usd: entry.costMicroUsd,
  }
}
