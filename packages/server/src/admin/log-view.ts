import { type PlanNote, type StoredLogEntry, toErrorCause } from '@ccload/core'
import * as z from 'zod'

const count = z.int()
const tokens = z.int().nullable()

const planNote = z
  .strictObject({
    strategy: z.string().nullable().meta({ description: 'null: a selector without a name' }),
    ready: count.meta({ description: 'Channels that were ready' }),
    left_out: z.array(
      z.strictObject({
        channel_id: z.int(),
        reason: z.string().meta({ description: 'cooling, recovering, full, rate-limited ...' }),
        until: z.iso.datetime().nullable().meta({ description: 'null: not a matter of time' }),
      }),
    ),
    more: count.meta({ description: 'Channels that were left out beside those named' }),
  })
  .meta({ id: 'PlanNote' })

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
    queue_ms: count.meta({ description: 'Time that the request waited for room before it' }),
    connect_ms: count.nullable().meta({
      description: 'From its start until it was on a connection; null: never, or unknown',
    }),
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
    plan: planNote.nullable().meta({ description: 'What its plan left out; null: nothing' }),
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
    queue_ms: entry.queueMs,
    connect_ms: entry.connectMs,
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
    plan: entry.plan && toPlanView(entry.plan),
  }
}

function toPlanView({ strategy, ready, leftOut, more }: PlanNote): LogView['plan'] {
  const left_out = leftOut.map(({ channelId: channel_id, reason, until }) => {
    return { channel_id, reason, until: until === null ? null : new Date(until).toISOString() }
  })
  return { strategy, ready, left_out, more }
}
