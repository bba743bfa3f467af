import type { Selectable } from 'kysely'
import type { LogEntry, StoredLogEntry } from '../../domain/log-entry.js'
import type { Usage } from '../../domain/usage.js'
import type { SqlValue } from './dialects.js'
import type { LogTable } from './schema.js'

/** The columns that an insert fills, in the order of {@link pushLogValues}. */
export const LOG_COLUMNS = [
  'request_id',
  'attempt',
  'time',
  'model',
  'upstream_model',
  'channel_id',
  'channel_name',
  'key_id',
  'key_mask',
  'status_code',
  'message',
  'streaming',
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
  'cost_micro_usd',
] as const satisfies readonly (keyof LogTable)[]

/**
 * Adds an entry's values to those of a multi-row insert. Whatever an entry holds comes out as
 * something that every database takes: one odd row must not hold up all the others.
 */
export function pushLogValues(values: SqlValue[], entry: LogEntry): void {
  const { usage } = entry
  values.push(
    text(entry.requestId) ?? '',
    integer(entry.attempt) ?? 0,
    integer(entry.time) ?? 0,
    text(entry.model) ?? '',
    text(entry.upstreamModel),
    integer(entry.channelId),
    text(entry.channelName),
    integer(entry.keyId),
    text(entry.keyMask),
    integer(entry.statusCode) ?? 0,
    text(entry.message) ?? '',
    entry.streaming ? 1 : 0,
    integer(entry.firstEventMs),
    integer(entry.durationMs) ?? 0,
    integer(entry.requestBytes) ?? 0,
    integer(entry.responseBytes) ?? 0,
    text(entry.tokenName),
    text(entry.clientIp),
    text(entry.sessionId),
    text(entry.agentId),
    integer(usage?.inputTokens),
    integer(usage?.outputTokens),
    integer(usage?.cacheReadTokens),
    integer(usage?.cacheWrite5mTokens),
    integer(usage?.cacheWrite1hTokens),
    integer(entry.costMicroUsd),
  )
}

/** The entry that a row holds. */
export function toLogEntry(row: Selectable<LogTable>): StoredLogEntry {
  return {
    id: Number(row.id),
    requestId: row.request_id,
    attempt: Number(row.attempt),
    time: Number(row.time),
    model: row.model,
    upstreamModel: row.upstream_model,
    channelId: toNumber(row.channel_id),
    channelName: row.channel_name,
    keyId: toNumber(row.key_id),
    keyMask: row.key_mask,
    statusCode: Number(row.status_code),
    message: row.message,
    streaming: Number(row.streaming) !== 0,
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
  }
}

function toUsage(row: Selectable<LogTable>): Usage | null {
  if (row.input_tokens === null) return null
  return {
    inputTokens: Number(row.input_tokens),
    outputTokens: Number(row.output_tokens),
    cacheReadTokens: Number(row.cache_read_tokens),
    cacheWrite5mTokens: Number(row.cache_write_5m_tokens),
    cacheWrite1hTokens: Number(row.cache_write_1h_tokens),
  }
}

// Some drivers give 64-bit integers as strings.
function toNumber(value: number | null): number | null {
  return value === null ? null : Number(value)
}

/** PostgreSQL takes no NUL in a text. */
function text(value: string | null | undefined): string | null {
  if (typeof value !== 'string') return null
  return value.includes('\0') ? value.replaceAll('\0', '\uFFFD') : value
}

/** PostgreSQL takes no fraction for an integer. */
function integer(value: number | null | undefined): number | null {
  return typeof value === 'number' && Number.isFinite(value) ? Math.round(value) : null
}
