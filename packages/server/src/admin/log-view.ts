import type { StoredLogEntry } from '@ccload/core'
import { z } from 'zod'

const count = z.int()

/**
 * A log entry as the API shows it, in ccLoad's names where it has one: `duration` and
 * `first_byte_time` are seconds there.
 */
export const logView = z
  .strictObject({
    id: z.int(),
    time: z.iso.datetime(),
    request_id: z.string(),
    attempt: z.int(),
    model: z.string(),
    upstream_model: z.string().nullable(),
    channel_id: z.int().nullable(),
    channel_name: z.string().nullable(),
    key_id: z.int().nullable(),
    api_key: z.string().nullable().meta({ description: 'Masked' }),
    status_code: z.int().meta({ description: '0: no answer came; 499: the client left first' }),
    message: z.string(),
    duration: z.number().meta({ description: 'Seconds' }),
    is_streaming: z.boolean(),
    first_byte_time: z.number().nullable().meta({ description: 'Seconds' }),
    request_bytes: count,
    response_bytes: count,
    token_name: z.string().nullable(),
    client_ip: z.string().nullable(),
    session_id: z.string().nullable(),
    agent_id: z.string().nullable(),
    usage: z
      .strictObject({
        input_tokens: count,
        output_tokens: count,
        cache_read_tokens: count,
        cache_write_5m_tokens: count,
        cache_write_1h_tokens: count,
      })
      .nullable(),
    cost_micro_usd: z.int().nullable(),
  })
  .meta({ id: 'LogEntry' })

/** Shows a log entry. */
export function toLogView(entry: StoredLogEntry): z.output<typeof logView> {
  return {
    id: entry.id,
    time: new Date(entry.time).toISOString(),
    request_id: entry.requestId,
    attempt: entry.attempt,
    model: entry.model,
    upstream_model: entry.upstreamModel,
    channel_id: entry.channelId,
    channel_name: entry.channelName,
    key_id: entry.keyId,
    api_key: entry.keyMask,
    status_code: entry.statusCode,
    message: entry.message,
    duration: entry.durationMs / 1000,
    is_streaming: entry.streaming,
    first_byte_time: entry.firstEventMs === null ? null : entry.firstEventMs / 1000,
    request_bytes: entry.requestBytes,
    response_bytes: entry.responseBytes,
    token_name: entry.tokenName,
    client_ip: entry.clientIp,
    session_id: entry.sessionId,
    agent_id: entry.agentId,
    usage: entry.usage && {
      input_tokens: entry.usage.inputTokens,
      output_tokens: entry.usage.outputTokens,
      cache_read_tokens: entry.usage.cacheReadTokens,
      cache_write_5m_tokens: entry.usage.cacheWrite5mTokens,
      cache_write_1h_tokens: entry.usage.cacheWrite1hTokens,
    },
    cost_micro_usd: entry.costMicroUsd,
  }
}
