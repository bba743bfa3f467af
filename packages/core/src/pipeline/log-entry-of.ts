import type { Candidate } from '../domain/candidate.js'
import { costMicroUsd } from '../domain/cost.js'
import { LOG_MESSAGE_LIMIT, type LogEntry, type LogOutcome } from '../domain/log-entry.js'
import type { Exchange } from '../domain/message.js'
import type { Outcome } from '../domain/outcome.js'
import type { PlanNote } from '../domain/plan-note.js'
import { maskKey, type Secret } from '../domain/secret.js'
import type { Verdict } from '../domain/verdict.js'
import type { Prices } from '../ports/prices.js'
import type { AttemptResult } from './attempt-terms.js'
import type { Principal } from './authenticate.js'
import type { ForwardRequest } from './forward-request.js'

/** What all entries of one request have in common. */
export interface RequestFacts {
  readonly requestId: string
  readonly exchange: Exchange
  readonly request: ForwardRequest
  readonly principal: Principal
}

/** How it came to an attempt, or to none. */
export interface PlanFacts {
  /** Milliseconds that the request waited for room. */
  readonly queueMs: number
  readonly plan: PlanNote | null
}

/** One attempt of a request, over. */
export interface AttemptFacts {
  readonly candidate: Candidate
  readonly result: AttemptResult
  readonly verdict: Verdict
  readonly startedAt: number
  readonly endedAt: number
}

/**
 * The log entry of an attempt, counted from 1; `final`: the request ended with it. Written out as
 * one literal, here and below: spreading one object into another costs ten times as much.
 */
export function toAttemptEntry(
  { requestId, exchange, request, principal }: RequestFacts,
  { queueMs, plan }: PlanFacts,
  { candidate, result, verdict, startedAt, endedAt }: AttemptFacts,
  attempt: number,
  final: boolean,
  prices: Prices,
): LogEntry {
  const { channel, key, model } = candidate
  const usage = result.tap?.usage ?? null
  return {
    requestId,
    attempt,
    final,
    time: startedAt,
    model: request.model,
    upstreamModel: model,
    channelId: channel.id,
    channelName: channel.name,
    keyId: key.id,
    keyMask: key.secret.toString(),
    statusCode: result.status,
    outcome: toLogOutcome(result.outcome, verdict),
    message: toMessage(result.outcome, key.secret),
    streaming: request.stream,
    queueMs,
    connectMs: result.connectMs,
    firstEventMs: result.firstEventMs,
    durationMs: endedAt - startedAt,
    requestBytes: request.bodyBytes,
    responseBytes: result.responseBytes,
    tokenName: principal.tokenName,
    clientIp: exchange.remoteAddress,
    sessionId: request.conversation.sessionId,
    agentId: request.conversation.agentId,
    usage,
    costMicroUsd: costMicroUsd(usage, prices.price(model), channel.costMultiplier),
    plan,
  }
}

/** The log entry of a request that no candidate was tried for. */
export function toRefusalEntry(
  { requestId, exchange, request, principal }: RequestFacts,
  { queueMs, plan }: PlanFacts,
  time: number,
  statusCode: number,
  message: string,
): LogEntry {
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
    statusCode,
    outcome: 'no-candidate',
    message: message.slice(0, LOG_MESSAGE_LIMIT),
    streaming: request.stream,
    queueMs,
    connectMs: null,
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
    plan,
  }
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

/** What went wrong, as the log has it. */
function toMessage(outcome: Outcome, secret: Secret): string {
  const message = describe(outcome)
  return message === ''
    ? message
    : withoutSecret(message, secret.reveal()).slice(0, LOG_MESSAGE_LIMIT)
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
