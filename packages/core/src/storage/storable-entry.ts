import { LOG_OUTCOMES, type LogEntry, type LogOutcome } from '../domain/log-entry.js'
import { toStorableName, toStorableText } from '../domain/name-text.js'
import type { Usage } from '../domain/usage.js'
import { toStorablePlan } from './storable-plan.js'

/**
 * A copy of an entry that every store takes. Whatever an entry holds, be it from code without types
 * or from the journal of another version, comes out as something that can be written: one odd entry
 * must not hold up all the others.
 */
export function toStorableEntry(entry: LogEntry): LogEntry {
  return {
    requestId: toName(entry.requestId) ?? '',
    attempt: toInteger(entry.attempt) ?? 0,
    final: entry.final !== false,
    time: Math.max(0, toInteger(entry.time) ?? 0),
    model: toName(entry.model) ?? '',
    upstreamModel: toText(entry.upstreamModel),
    channelId: toInteger(entry.channelId),
    channelName: toText(entry.channelName),
    keyId: toInteger(entry.keyId),
    keyMask: toText(entry.keyMask),
    statusCode: toInteger(entry.statusCode) ?? 0,
    outcome: toOutcome(entry.outcome),
    message: toText(entry.message) ?? '',
    streaming: entry.streaming === true,
    queueMs: Math.max(0, toInteger(entry.queueMs) ?? 0),
    connectMs: toInteger(entry.connectMs),
    firstEventMs: toInteger(entry.firstEventMs),
    durationMs: toInteger(entry.durationMs) ?? 0,
    requestBytes: toInteger(entry.requestBytes) ?? 0,
    responseBytes: toInteger(entry.responseBytes) ?? 0,
    tokenName: toName(entry.tokenName),
    clientIp: toText(entry.clientIp),
    sessionId: toName(entry.sessionId),
    agentId: toText(entry.agentId),
    usage: toUsage(entry.usage),
    costMicroUsd: toInteger(entry.costMicroUsd),
    plan: toStorablePlan(entry.plan),
  }
}

function toUsage(usage: Usage | null | undefined): Usage | null {
  if (typeof usage !== 'object' || usage === null) return null
  const webSearches = toInteger(usage.webSearches) ?? 0
  return {
    inputTokens: toInteger(usage.inputTokens) ?? 0,
    outputTokens: toInteger(usage.outputTokens) ?? 0,
    cacheReadTokens: toInteger(usage.cacheReadTokens) ?? 0,
    cacheWrite5mTokens: toInteger(usage.cacheWrite5mTokens) ?? 0,
    cacheWrite1hTokens: toInteger(usage.cacheWrite1hTokens) ?? 0,
    ...(webSearches > 0 && { webSearches }),
  }
}

const OUTCOMES: ReadonlySet<string> = new Set(LOG_OUTCOMES)

/** The outcome of that name. One that this version does not know is a failure of some kind. */
export function toOutcome(name: unknown): LogOutcome {
  return typeof name === 'string' && OUTCOMES.has(name) ? (name as LogOutcome) : 'answer'
}

function toText(value: unknown): string | null {
  return typeof value === 'string' ? toStorableText(value) : null
}

function toName(value: unknown): string | null {
  return typeof value === 'string' ? toStorableName(value) : null
}

/** PostgreSQL takes no fraction for an integer. */
function toInteger(value: unknown): number | null {
  return typeof value === 'number' && Number.isFinite(value) ? Math.round(value) : null
}
