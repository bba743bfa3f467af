import type { TokenBudget } from '../domain/token-budget.js'
import { CcloadError } from '../errors.js'
import type { TokenRefusal } from '../state/token-limits.js'

/** An answer of our own to a request that its token's limits do not allow. */
export interface RefusalAnswer {
  readonly error: CcloadError
  /** Headers that belong to it. */
  readonly headers: readonly string[]
}

/** Nobody knows when a request will end: soon enough to be worth asking again. */
const SLOT_RETRY_S = 1

/**
 * How a client is told of a limit: when to come back, and for a used-up budget that coming back
 * earlier is of no use, in the headers that Claude Code takes the reset from. Neither
 * `representative-claim` nor `overage-status` is among them: with those Claude Code shows words of
 * its own in the place of the message. Source: gateway contract, "Failover".
 */
export function toRefusalAnswer(refusal: TokenRefusal, now: number): RefusalAnswer {
  switch (refusal.kind) {
    case 'rate': {
      const message = `This token may send ${refusal.limit} requests per minute.`
      const seconds = toSeconds(refusal.retryAfterMs)
      return answer('rate_limited', message, ['retry-after', seconds])
    }
    case 'concurrency': {
      const message = `This token may have ${refusal.limit} requests under way at once.`
      return answer('rate_limited', message, ['retry-after', String(SLOT_RETRY_S)])
    }
    case 'budget':
      return toBudgetAnswer(refusal.budget, now)
  }
}

function toBudgetAnswer({ period, resetsAt }: TokenBudget, now: number): RefusalAnswer {
  const reset = `${new Date(resetsAt).toISOString().slice(0, 16).replace('T', ' ')} UTC`
  const message = `The ${period} budget of this token is used up and resets at ${reset}.`
  const epochSeconds = String(Math.floor(resetsAt / 1000))
  return answer('budget_used_up', message, [
    'retry-after',
    toSeconds(resetsAt - now),
    'x-should-retry',
    'false',
    'anthropic-ratelimit-unified-status',
    'rejected',
    'anthropic-ratelimit-unified-reset',
    epochSeconds,
    'anthropic-ratelimit-unified-overage-disabled-reason',
    'org_spend_cap_reached',
    'anthropic-ratelimit-unified-overage-period',
    period,
    'anthropic-ratelimit-unified-overage-utilization',
    '1',
    'anthropic-ratelimit-unified-overage-surpassed-threshold',
    '1',
    'anthropic-ratelimit-unified-overage-reset',
    epochSeconds,
  ])
}

function answer(
  code: 'rate_limited' | 'budget_used_up',
  message: string,
  headers: readonly string[],
): RefusalAnswer {
  return { error: new CcloadError(code, message), headers }
}

/** Whole seconds, never 0: rounded up, so that who waits that long does not come too early. */
function toSeconds(ms: number): string {
  return String(Math.max(1, Math.ceil(ms / 1000)))
}
