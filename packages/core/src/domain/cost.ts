import type { Price, Rates } from './price.js'
import type { Usage } from './usage.js'

const MILLION = 1_000_000n

/** Below this, sums are exact and a quotient by a million never rounds up to the next integer. */
const EXACT = 2 ** 52

/**
 * What an answer cost, in millionths of a US dollar, rounded half up once at the end: computed in
 * integers, so that nothing drifts. The multiplier (what a channel charges of the list price)
 * counts to six decimals.
 *
 * Null where the cost is unknown: no usage was read, the model has no price (or its searches have
 * none), or a figure is not a price. Never zero for want of knowledge.
 */
export function costMicroUsd(
  usage: Usage | null,
  price: Price | undefined,
  multiplier = 1,
): number | null {
  if (usage === null || price === undefined) return null
  const searches = usage.webSearches ?? 0
  const searchPrice = searches === 0 ? 0 : price.webSearch
  const millionths = Math.round(multiplier * 1_000_000)
  const tokenCosts = toFactors(usage, ratesFor(usage, price))
  if (searchPrice === null) return null
  if (![searches, searchPrice, millionths].every(isCount)) return null
  if (!tokenCosts.every(([tokens, rate]) => isCount(tokens) && isCount(rate))) return null
  // Nearly every request is cheap enough for plain numbers to be exact.
  let total = searches * searchPrice * 1e6
  for (const [tokens, rate] of tokenCosts) total += tokens * rate
  if (millionths === 1e6 && total < EXACT) return Math.floor((total + 5e5) / 1e6)
  let sum = BigInt(searches) * BigInt(searchPrice) * MILLION
  for (const [tokens, rate] of tokenCosts) sum += BigInt(tokens) * BigInt(rate)
  const scale = MILLION * MILLION
  const cost = Number((sum * BigInt(millionths) + scale / 2n) / scale)
  return Number.isSafeInteger(cost) ? cost : null
}

/** All tokens of a request are charged at the rates that its whole input leads to. */
function ratesFor(usage: Usage, price: Price): Rates {
  const input =
    usage.inputTokens + usage.cacheReadTokens + usage.cacheWrite5mTokens + usage.cacheWrite1hTokens
  return price.longContext?.findLast((rates) => input > rates.above) ?? price
}

function toFactors(usage: Usage, rates: Rates): [tokens: number, rate: number][] {
  return [
    [usage.inputTokens, rates.input],
    [usage.outputTokens, rates.output],
    [usage.cacheReadTokens, rates.cacheRead],
    [usage.cacheWrite5mTokens, rates.cacheWrite5m],
    [usage.cacheWrite1hTokens, rates.cacheWrite1h],
  ]
}

function isCount(value: number): boolean {
  return Number.isSafeInteger(value) && value >= 0
}
