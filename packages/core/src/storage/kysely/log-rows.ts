import type { Selectable } from 'kysely'
import type { LogEntry, StoredLogEntry } from '../../domain/log-entry.js'
import type { Usage } from '../../domain/usage.js'
import { toOutcome } from '../storable-entry.js'
import { fromPlanText, toPlanText } from '../storable-plan.js'
import type { SqlValue } from './dialects.js'
import { toMessageHash } from './log-message-writer.js'
import type { LogTable } from './schema.js'

/** The columns that an insert fills, in the order of {@link pushLogValues}. */
export const LOG_COLUMNS = [
  'request_id',
  'attempt',
  'final',
  'time',
  'model',
  'upstream_model',
  'channel_id',
  'channel_name',
  'key_id',
  'key_mask',
  'status_code',
  'outcome',
  'message',
  'streaming',
  'queue_ms',
  'connect_ms',
  'first_event_ms',
  'duration_ms',
  'request_bytes',
  'response_bytes',
  'token_name',
  'client_ip',
  'session_id',
  'agent_id',
  'input_tokens',
  'output_tokens',
  'cache_read_tokens',
  'cache_write_5m_tokens',
  'cache_write_1h_tokens',
  'web_searches',
  'cost_micro_usd',
  'plan',
  'message_hash',
] as const satisfies readonly (keyof LogTable)[]

/** Adds a storable entry's values to those of a multi-row insert. */
export function pushLogValues(values: SqlValue[], entry: LogEntry): void {
  const { usage } = entry
  values.push(
    entry.requestId,
    entry.attempt,
    entry.final ? 1 : 0,
    entry.time,
    entry.model,
    entry.upstreamModel,
    entry.channelId,
    entry.channelName,
    entry.keyId,
    entry.keyMask,
    entry.statusCode,
    entry.outcome,
    entry.message,
    entry.streaming ? 1 : 0,
    entry.queueMs,
    entry.connectMs,
    entry.firstEventMs,
    entry.durationMs,
    entry.requestBytes,
    entry.responseBytes,
    entry.tokenName,
    entry.clientIp,
    entry.sessionId,
    entry.agentId,
    usage?.inputTokens ?? null,
    usage?.outputTokens ?? null,
    usage?.cacheReadTokens ?? null,
    usage?.cacheWrite5mTokens ?? null,
    usage?.cacheWrite1hTokens ?? null,
    usage === null ? null : (usage.webSearches ?? 0),
    entry.costMicroUsd,
    toPlanText(entry.plan),
    toMessageHash(entry),
  )
}

/** The entry that a row holds. */
export function toLogEntry(row: Selectable<LogTable>): StoredLogEntry {
  return {
    id: Number(row.id),
    requestId: row.request_id,
    attempt: Number(row.attempt),
    final: Number(row.final) !== 0,
    time: Number(row.time),
    model: row.model,
    upstreamModel: row.upstream_model,
    channelId: toNumber(row.channel_id),
    channelName: row.channel_name,
    keyId: toNumber(row.key_id),
    keyMask: row.key_mask,
    statusCode: Number(row.status_code),
    outcome: toOutcome(row.outcome),
    message: row.message,
    streaming: Number(row.streaming) !== 0,
    queueMs: Number(row.queue_ms),
    connectMs: toNumber(row.connect_ms),
    firstEventMs: toNumber(row.first_event_ms),
    durationMs: Number(row.duration_ms),
    requestBytes: Number(row.request_bytes),
    responseBytes: Number(row.response_bytes),
    tokenName: row.token_name,
    clientIp: row.client_ip,
    sessionId: row.session_id,
    agentId: row.agent_id,
    usage: toUsage(row),
    costMicroUsd: toNumber(row.cost_micro_usd),
    plan: fromPlanText(row.plan),
  }
}

function toUsage(row: Selectable<LogTable>): Usage | null {
  if (row.input_tokens === null) return null
  const webSearches = Number(row.web_searches)
  return {
    inputTokens: Number(row.input_tokens),
    outputTokens: Number(row.output_tokens),
    cacheReadTokens: Number(row.cache_read_tokens),
    cacheWrite5mTokens: Number(row.cache_write_5m_tokens),
    cacheWrite1hTokens: Number(row.cache_write_1h_tokens),
    ...(webSearches > 0 && { webSearches }),
  }
}

// Some drivers give 64-bit integers as strings.
function toNumber(value: number | null): number | null {
  return value === null ? null : Number(value)
}
