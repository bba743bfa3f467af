import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { costMicroUsd } from './cost.js'
import { type Price, toMicroUsd } from './price.js'
import type { Usage } from './usage.js'

const sonnet: Price = {
  input: toMicroUsd(3),
  output: toMicroUsd(15),
  cacheRead: toMicroUsd(0.3),
  cacheWrite5m: toMicroUsd(3.75),
  cacheWrite1h: toMicroUsd(6),
  webSearch: toMicroUsd(0.01),
}

const none: Usage = {
  inputTokens: 0,
  outputTokens: 0,
  cacheReadTokens: 0,
  cacheWrite5mTokens: 0,
  cacheWrite1hTokens: 0,
}

const tokens = fc.nat({ max: 1_000_000_000 })
const rate = fc.nat({ max: 1_000_000_000 })
const usages: fc.Arbitrary<Usage> = fc.record({
  inputTokens: tokens,
  outputTokens: tokens,
  cacheReadTokens: tokens,
  cacheWrite5mTokens: tokens,
  cacheWrite1hTokens: tokens,
  webSearches: fc.nat({ max: 1000 }),
})
const prices = fc.record({
  input: rate,
  output: rate,
  cacheRead: rate,
  cacheWrite5m: rate,
  cacheWrite1h: rate,
  webSearch: rate,
})

/** In thousandths; most channels charge what is listed. */
const multipliers = fc.oneof(fc.constant(1_000), fc.nat({ max: 10_000 }))

describe('costMicroUsd', () => {
  it('prices each kind of token and each search by its own rate', () => {
    const usage: Usage = {
      inputTokens: 1000,
      outputTokens: 2000,
      cacheReadTokens: 100_000,
      cacheWrite5mTokens: 4000,
      cacheWrite1hTokens: 5000,
      webSearches: 2,
    }
    expect(costMicroUsd(usage, sonnet)).toBe(3000 + 30_000 + 30_000 + 15_000 + 30_000 + 20_000)
  })

  it.each([
    [1, 0],
    [2, 1],
    [3, 1],
    [4, 1],
    [5, 2],
  ])('rounds half up once: %i tokens at 0.3 micro-USD cost %i', (count, cost) => {
    expect(costMicroUsd({ ...none, cacheReadTokens: count }, sonnet)).toBe(cost)
  })

  it('charges the whole request at the rates of the length that it exceeds', () => {
    const price: Price = {
      ...sonnet,
      longContext: [
        { ...sonnet, input: toMicroUsd(6), above: 200_000 },
        { ...sonnet, input: toMicroUsd(9), above: 500_000 },
      ],
    }
    const usage = { ...none, inputTokens: 100_000, cacheReadTokens: 100_000 }
    expect(costMicroUsd(usage, price)).toBe(330_000)
    expect(costMicroUsd({ ...usage, cacheReadTokens: 100_001 }, price)).toBe(630_000)
    expect(costMicroUsd({ ...usage, inputTokens: 600_000 }, price)).toBe(5_430_000)
    const written = { ...usage, cacheWrite5mTokens: 1, cacheWrite1hTokens: 1 }
    expect(costMicroUsd(written, price)).toBe(630_010)
  })

  it('multiplies what is listed, of cheap requests too', () => {
    const usage = { ...none, inputTokens: 1_000, outputTokens: 1_000 }
    expect(costMicroUsd(usage, sonnet, 0.5)).toBe(9_000)
    expect(costMicroUsd(usage, sonnet, 2)).toBe(36_000)
    expect(costMicroUsd(usage, sonnet, 0)).toBe(0)
  })

  it('is exact where a sum is larger than numbers are', () => {
    const price = { ...sonnet, input: 1e8, output: 1 }
    const usage = { ...none, inputTokens: 1e9, outputTokens: 499_999 }
    expect(costMicroUsd(usage, price)).toBe(1e11)
    expect(costMicroUsd({ ...usage, outputTokens: 500_000 }, price)).toBe(1e11 + 1)
  })

  it('is unknown without usage or price', () => {
    expect(costMicroUsd(null, sonnet)).toBeNull()
    expect(costMicroUsd(none, undefined)).toBeNull()
    expect(costMicroUsd(none, sonnet)).toBe(0)
  })

  it('is unknown where searches without a known price were made, and only there', () => {
    const price = { ...sonnet, webSearch: null }
    expect(costMicroUsd({ ...none, webSearches: 1 }, price)).toBeNull()
    expect(costMicroUsd({ ...none, inputTokens: 1 }, price)).toBe(3)
  })

  it.each([Number.NaN, -1, Number.POSITIVE_INFINITY])('is unknown with a multiplier of %d', (m) => {
    expect(costMicroUsd(none, sonnet, m)).toBeNull()
  })

  it.each([Number.NaN, 0.5, -1])('is unknown with a rate of %d', (input) => {
    expect(costMicroUsd(none, { ...sonnet, input })).toBeNull()
  })

  it('agrees with exact arithmetic for any usage, price and multiplier of three decimals', () => {
    fc.assert(
      fc.property(usages, prices, multipliers, (usage, price, thousandths) => {
        const millionths =
          BigInt(usage.inputTokens) * BigInt(price.input) +
          BigInt(usage.outputTokens) * BigInt(price.output) +
          BigInt(usage.cacheReadTokens) * BigInt(price.cacheRead) +
          BigInt(usage.cacheWrite5mTokens) * BigInt(price.cacheWrite5m) +
          BigInt(usage.cacheWrite1hTokens) * BigInt(price.cacheWrite1h) +
          BigInt(usage.webSearches ?? 0) * BigInt(price.webSearch) * 1_000_000n
        const doubled = (2n * millionths * BigInt(thousandths)) / 1_000_000_000n
        const expected = (doubled + 1n) / 2n
        expect(costMicroUsd(usage, price, thousandths / 1000)).toBe(Number(expected))
      }),
    )
  })
})
