import type { Exchange, RawHeaders } from '../domain/message.js'
import { BUDGET_WARNING, type TokenBudget } from '../domain/token-budget.js'

const UNIFIED = 'anthropic-ratelimit-unified-'

/** The parts of a budget that are worth a word, the greatest first. */
const THRESHOLDS = [0.95, BUDGET_WARNING]

/**
 * The headers of a successful answer for a token with a budget. What the upstream says of its
 * unified limit describes the account that all tokens share, so the budget's own figures take its
 * place; Claude Code shows them as "used NN%". Source: gateway contract, "Failover".
 */
function toBudgetHeaders(headers: RawHeaders, budget: TokenBudget): string[] {
  const result: string[] = []
  for (let at = 0; at < headers.length; at += 2) {
    const name = headers[at] as string
    if (!name.toLowerCase().startsWith(UNIFIED)) result.push(name, headers[at + 1] as string)
  }
  // This request was let in, even where others have used up the rest meanwhile.
  const status = budget.status === 'rejected' ? 'allowed_warning' : budget.status
  const percent = Math.min(Math.floor(budget.utilization * 100 + 1e-9), 99)
  const reset = String(Math.floor(budget.resetsAt / 1000))
  const threshold = THRESHOLDS.find((part) => budget.utilization >= part)
  const own = {
    status,
    'representative-claim': 'overage',
    reset,
    'overage-status': status,
    'overage-utilization': (percent / 100).toFixed(2),
    'overage-reset': reset,
    ...(threshold !== undefined && { 'overage-surpassed-threshold': String(threshold) }),
  }
  for (const [name, value] of Object.entries(own)) result.push(UNIFIED + name, value)
  return result
}

/**
 * The same exchange, whose successful answers tell how the client's budget stands when they begin.
 * All other answers pass as they are.
 */
export function withBudgetHeaders(
  exchange: Exchange,
  budget: () => TokenBudget | undefined,
): Exchange {
  return {
    method: exchange.method,
    target: exchange.target,
    headers: exchange.headers,
    remoteAddress: exchange.remoteAddress,
    get isAnswered() {
      return exchange.isAnswered
    },
    readBody: (limit) => exchange.readBody(limit),
    writeHead(status, headers) {
      const own = status >= 200 && status < 300 ? budget() : undefined
      exchange.writeHead(status, own === undefined ? headers : toBudgetHeaders(headers, own))
    },
    write: (chunk) => exchange.write(chunk),
    end: () => exchange.end(),
    destroy: () => exchange.destroy(),
    onAbort: (listener) => exchange.onAbort(listener),
    onDrain: (listener) => exchange.onDrain(listener),
  }
}
