import type { Candidate } from '../domain/candidate.js'
import { maskKey } from '../domain/channel.js'
import { costMicroUsd } from '../domain/cost.js'
import { LOG_MESSAGE_LIMIT, type LogEntry, type LogOutcome } from '../domain/log-entry.js'
import type { Exchange } from '../domain/message.js'
import type { Outcome } from '../domain/outcome.js'
import type { Verdict } from '../domain/verdict.js'
import type { Prices } from '../ports/prices.js'
import type { AttemptResult } from './attempt.js'
import type { Principal } from './authenticate.js'
import type { ForwardRequest } from './forward-request.js'

/** What all entries of one request have in common. */
export interface RequestFacts {
  readonly requestId: string
  readonly exchange: Exchange
  readonly request: ForwardRequest
  readonly principal: Principal
}

/** One attempt of a request, over. */
export interface AttemptFacts {
  readonly candidate: Candidate
  readonly result: AttemptResult
  readonly verdict: Verdict
  /** From 1. */
  readonly attempt: number
  readonly startedAt: number
  readonly endedAt: number
}

/** The log entry of an attempt; `final`: the request ended with it. */
export function toAttemptEntry(
  facts: RequestFacts,
  { candidate, result, verdict, attempt, startedAt, endedAt }: AttemptFacts,
  final: boolean,
  prices: Prices,
): LogEntry {
  const { channel, key, model } = candidate
  const usage = result.tap?.usage ?? null
  return {
    ...toBareEntry(facts, startedAt),
    attempt,
    final,
    upstreamModel: model,
    channelId: channel.id,
    channelName: channel.name,
    keyId: key.id,
    keyMask: maskKey(key.secret),
    statusCode: result.status,
    outcome: toLogOutcome(result.outcome, verdict),
    message: withoutSecret(describe(result.outcome), key.secret).slice(0, LOG_MESSAGE_LIMIT),
    firstEventMs: result.firstEventMs,
    durationMs: endedAt - startedAt,
    responseBytes: result.responseBytes,
    usage,
    costMicroUsd: costMicroUsd(usage, prices.price(model), channel.costMultiplier),
  }
}

/** The log entry of a request that no candidate was tried for. */
export function toRefusalEntry(
  facts: RequestFacts,
  time: number,
  statusCode: number,
  message: string,
): LogEntry {
  return { ...toBareEntry(facts, time), statusCode, message: message.slice(0, LOG_MESSAGE_LIMIT) }
}

/** What all entries of one request have in common, and nothing else. */
function toBareEntry({ requestId, exchange, request, principal }: RequestFacts, time: number) {
  return {
    requestId,
    attempt: 1,
    final: true,
    time,
    model: request.model,
    upstreamModel: null,
    channelId: null,
    channelName: null,
    keyId: null,
    keyMask: null,
    statusCode: 0,
    outcome: 'no-candidate',
    message: '',
    streaming: request.stream,
    firstEventMs: null,
    durationMs: 0,
    requestBytes: request.bodyBytes,
    responseBytes: 0,
    tokenName: principal.tokenName,
    clientIp: exchange.remoteAddress,
    sessionId: request.conversation.sessionId,
    agentId: request.conversation.agentId,
    usage: null,
    costMicroUsd: null,
  } satisfies LogEntry
}

/**
 * How an outcome is recorded. An answer that no other candidate may replace is about the request itself, also where it was too
 * long to be kept and went through as it came.
 */
export function toLogOutcome(outcome: Outcome, verdict: Verdict): LogOutcome {
  switch (outcome.kind) {
    case 'relayed':
      return outcome.status < 300 ? 'relayed' : 'rejected'
    case 'answer':
      return verdict.action === 'relay' ? 'rejected' : 'answer'
    case 'aborted':
      return outcome.timedOut === true ? 'timed-out' : 'aborted'
    case 'error-in-200':
    case 'malformed':
    case 'network':
    case 'cut':
      return outcome.kind
  }
}

const MALFORMED = {
  html: 'answered with an HTML page',
  empty: 'answered with nothing',
  encoded: 'answered with an encoded body that it does not say is one',
} as const

/** What went wrong, in words for the log; empty for a success. */
function describe(outcome: Outcome): string {
  switch (outcome.kind) {
    case 'relayed':
      return ''
    case 'answer':
      return messageIn(outcome.body) ?? `answered ${outcome.status}`
    case 'error-in-200':
      return `${outcome.errorType} in a 200: ${outcome.message}`
    case 'malformed':
      return MALFORMED[outcome.what]
    case 'network':
      return outcome.message
    case 'cut':
      return `broke off: ${outcome.message}`
    case 'aborted':
      return outcome.timedOut === true ? 'the time for the request was up' : 'the client left'
  }
}

/** Some upstreams repeat the key that they refuse. */
function withoutSecret(message: string, secret: string): string {
  return secret === '' ? message : message.replaceAll(secret, maskKey(secret))
}

/** The message of an error body in Anthropic's or OpenAI's shape, else the body itself. */
function messageIn(body: string): string | undefined {
  try {
    const { error } = JSON.parse(body) as { error?: { message?: unknown; type?: unknown } }
    if (typeof error?.message === 'string') {
      return typeof error.type === 'string' ? `${error.type}: ${error.message}` : error.message
    }
  } catch {
    // Not JSON: the text itself is the message.
  }
  return body === '' ? undefined : body
}
