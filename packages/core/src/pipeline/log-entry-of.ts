import type { Candidate } from '../domain/candidate.js'
import { maskKey } from '../domain/channel.js'
import { costMicroUsd } from '../domain/cost.js'
import { LOG_MESSAGE_LIMIT, type LogEntry } from '../domain/log-entry.js'
import type { Exchange } from '../domain/message.js'
import type { Outcome } from '../domain/outcome.js'
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

/** The log entry of an attempt. */
export function toAttemptEntry(
  facts: RequestFacts,
  prices: Prices,
  candidate: Candidate,
  result: AttemptResult,
  attempt: number,
  startedAt: number,
  now: number,
): LogEntry {
  const usage = result.tap?.usage ?? null
  return {
    ...toRequestEntry(facts, attempt, startedAt, result.status, describe(result.outcome)),
    upstreamModel: candidate.model,
    channelId: candidate.channel.id,
    channelName: candidate.channel.name,
    keyId: candidate.key.id,
    keyMask: maskKey(candidate.key.secret),
    firstEventMs: result.firstEventMs,
    durationMs: now - startedAt,
    responseBytes: result.responseBytes,
    usage,
    costMicroUsd: costMicroUsd(usage, prices.price(candidate.model)),
  }
}

/** The log entry of a request that no candidate was tried for. */
export function toRequestEntry(
  facts: RequestFacts,
  attempt: number,
  time: number,
  statusCode: number,
  message: string,
): LogEntry {
  const { requestId, exchange, request, principal } = facts
  return {
    requestId,
    attempt,
    time,
    model: request.model,
    upstreamModel: null,
    channelId: null,
    channelName: null,
    keyId: null,
    keyMask: null,
    statusCode,
    message: message.slice(0, LOG_MESSAGE_LIMIT),
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
  }
}

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
      return outcome.what === 'html' ? 'answered with an HTML page' : 'answered with nothing'
    case 'network':
      return outcome.message
    case 'cut':
      return `broke off: ${outcome.message}`
    case 'aborted':
      return outcome.timedOut === true ? 'the time for the request was up' : 'the client left'
  }
}

/** The message of an error body in Anthropic's or OpenAI's shape, else its beginning. */
function messageIn(body: string): string | undefined {
  try {
    const { error } = JSON.parse(body) as { error?: { message?: unknown; type?: unknown } }
    if (typeof error?.message === 'string') {
      return typeof error.type === 'string' ? `${error.type}: ${error.message}` : error.message
    }
  } catch {
    // Not JSON: the text itself is the message.
  }
  return body === '' ? undefined : body.slice(0, LOG_MESSAGE_LIMIT)
}
