import { statusOfErrorType } from '../domain/error-type.js'
import type { Exchange } from '../domain/message.js'
import type { Outcome } from '../domain/outcome.js'
import type { HeldAnswer } from './attempt-terms.js'
import { toClientHeaders } from './response-headers.js'

/**
 * The failures of one request's attempts, to choose from when no candidate is left.
 */
export class HeldAnswers {
  #best: HeldAnswer | undefined
  #failures = 0
  #credentialFailures = 0

  add(outcome: Outcome, answer: HeldAnswer | null): void {
    this.#failures++
    if (outcome.kind === 'answer' && isCredentialStatus(outcome.status)) this.#credentialFailures++
    if (answer === null) return
    const held = outcome.kind === 'error-in-200' ? toPlainError(outcome.errorType, answer) : answer
    if (rank(held.status) >= rank(this.#best?.status ?? 0)) this.#best = held
  }

  /**
   * The upstream answer that tells a client most: the last 429, else the last 404, else the last
   * 5xx. Source: gateway contract, "Failover".
   */
  get best(): HeldAnswer | undefined {
    return this.#best !== undefined && rank(this.#best.status) > 0 ? this.#best : undefined
  }

  /** Whether every attempt failed because the channel's own key was refused. */
  get onlyCredentialsRefused(): boolean {
    return this.#failures > 0 && this.#failures === this.#credentialFailures
  }
}

/** Hands a kept answer to the client, unchanged. */
export function relayHeldAnswer(exchange: Exchange, answer: HeldAnswer): void {
  exchange.writeHead(answer.status, toClientHeaders(answer.headers))
  if (exchange.method !== 'HEAD') for (const chunk of answer.body) exchange.write(chunk)
  exchange.end()
}

function rank(status: number): number {
  if (status === 429) return 3
  if (status === 404) return 2
  return status >= 500 ? 1 : 0
}

function isCredentialStatus(status: number): boolean {
  return status === 401 || status === 402 || status === 403
}

const BODY_HEADERS: ReadonlySet<string> = new Set([
  'content-type',
  'content-length',
  'content-encoding',
  'cache-control',
])

/** An error that came inside a 200, as the answer that the upstream should have given. */
function toPlainError(errorType: string, answer: HeldAnswer): HeldAnswer {
  const headers = ['content-type', 'application/json']
  for (let at = 0; at < answer.headers.length; at += 2) {
    const name = answer.headers[at] as string
    if (!BODY_HEADERS.has(name.toLowerCase())) headers.push(name, answer.headers[at + 1] as string)
  }
  return { status: statusOfErrorType(errorType), headers, body: answer.body }
}
