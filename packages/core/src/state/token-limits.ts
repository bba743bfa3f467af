import type { ClientToken } from '../domain/client-token.js'
import type { Endpoint } from '../domain/outcome.js'
import { type TokenBudget, toTokenBudget } from '../domain/token-budget.js'
import { RateWindow } from './rate-window.js'
import type { TokenShares } from './token-shares.js'
import type { TokenUsageCounters } from './token-usage.js'

/** A request's place among those of its token. */
export interface TokenPermit {
  readonly kind: 'admitted'
  /** Gives the place back. To be called when the answer is over; once more does nothing. */
  release(): void
}

/** Which of its token's limits a request would break. */
export type TokenRefusal =
  /** A request will be allowed after so many milliseconds. */
  | { readonly kind: 'rate'; readonly limit: number; readonly retryAfterMs: number }
  | { readonly kind: 'concurrency'; readonly limit: number }
  | { readonly kind: 'budget'; readonly budget: TokenBudget }

/** Holds tokens to their limits, in memory: for this process, or for its share of them. */
export interface TokenLimiter {
  /**
   * Admits a request or tells which limit is in its way; a refused one counts for nothing. The
   * request that crosses a budget's end is let through, for nobody knows what it will cost.
   *
   * Counting tokens is free and comes in bursts, so it takes no place, needs no budget, and has a
   * rate of its own, as with Anthropic's API.
   */
  admit(token: ClientToken, endpoint: Endpoint, now: number): TokenPermit | TokenRefusal
  /** Undefined for a token without a budget. */
  budget(token: ClientToken, now: number): TokenBudget | undefined
  /** Requests of a token under way. */
  inFlight(tokenId: number): number
  /** Requests of a token admitted within the last minute, those that count tokens apart. */
  used(tokenId: number, now: number): number
  /** Forgets all tokens but these and those that have requests under way. */
  keepOnly(tokenIds: ReadonlySet<number>): void
}

/** How much of a limit is this process's to give. */
export type LimitShares = Pick<TokenShares, 'asked' | 'requestsPerMinute' | 'concurrent'>

const WHOLE_LIMITS: LimitShares = {
  asked: () => {},
  requestsPerMinute: (_, limit) => limit,
  concurrent: (_, limit) => limit,
}

interface Counters {
  inFlight: number
  readonly requests: RateWindow
  readonly counts: RateWindow
}

/** Nothing is under way yet. */
export function createTokenLimiter(
  usage: Pick<TokenUsageCounters, 'of' | 'add'>,
  shares: LimitShares = WHOLE_LIMITS,
): TokenLimiter {
  const counters = new Map<number, Counters>()

  function countersOf(tokenId: number): Counters {
    let own = counters.get(tokenId)
    if (own === undefined) {
      own = { inFlight: 0, requests: new RateWindow(), counts: new RateWindow() }
      counters.set(tokenId, own)
    }
    return own
  }

  function budget({ id, limits }: ClientToken, now: number): TokenBudget | undefined {
    if (limits.dailyCostMicroUsd === null && limits.monthlyCostMicroUsd === null) return undefined
    return toTokenBudget(limits, usage.of(id), now)
  }

  return {
    admit(token, endpoint, now) {
      const own = countersOf(token.id)
      const { requestsPerMinute, concurrent } = token.limits
      if (requestsPerMinute !== null || concurrent !== null) shares.asked(token.id, now)
      const isCount = endpoint === 'count_tokens'
      if (!isCount) {
        const spent = budget(token, now)
        if (spent?.status === 'rejected') return { kind: 'budget', budget: spent }
        if (concurrent !== null && own.inFlight >= shares.concurrent(token.id, concurrent)) {
          return { kind: 'concurrency', limit: concurrent }
        }
      }
      if (requestsPerMinute !== null) {
        const window = isCount ? own.counts : own.requests
        const share = shares.requestsPerMinute(token.id, requestsPerMinute)
        const retryAfterMs = window.take(share, now)
        if (retryAfterMs > 0) return { kind: 'rate', limit: requestsPerMinute, retryAfterMs }
      }
      usage.add(token.id, { requests: 1, time: now })
      return isCount ? { kind: 'admitted', release: () => {} } : take(own)
    },

    budget,
    inFlight: (tokenId) => counters.get(tokenId)?.inFlight ?? 0,
    used: (tokenId, now) => counters.get(tokenId)?.requests.count(now) ?? 0,

    keepOnly(tokenIds) {
      for (const [id, { inFlight }] of counters) {
        if (inFlight === 0 && !tokenIds.has(id)) counters.delete(id)
      }
    },
  }
}

function take(own: Counters): TokenPermit {
  own.inFlight += 1
  let isHeld = true
  return {
    kind: 'admitted',
    release() {
      if (isHeld) own.inFlight -= 1
      isHeld = false
    },
  }
}
