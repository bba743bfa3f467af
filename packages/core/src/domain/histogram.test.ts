import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  EMPTY_HISTOGRAM,
  HISTOGRAM_BOUNDS_MS,
  HISTOGRAM_SLOTS,
  quantile,
  slotOf,
} from './histogram.js'

function histogramOf(durations: readonly number[]): number[] {
  const histogram = [...EMPTY_HISTOGRAM]
  for (const duration of durations)
    histogram[slotOf(duration)] = (histogram[slotOf(duration)] ?? 0) + 1
  return histogram
}

/** The true quantile: the smallest duration that so many do not exceed. */
function exactQuantile(durations: readonly number[], part: number): number {
  const sorted = [...durations].sort((a, b) => a - b)
  return sorted[Math.max(0, Math.ceil(part * sorted.length) - 1)] ?? 0
}

describe('slotOf', () => {
  it('includes its bound and nothing beyond', () => {
    for (const [slot, bound] of HISTOGRAM_BOUNDS_MS.entries()) {
      expect([slotOf(bound), slotOf(bound + 1)]).toEqual([slot, slot + 1])
    }
    expect(slotOf(0)).toBe(0)
    expect(slotOf(Number.MAX_SAFE_INTEGER)).toBe(HISTOGRAM_SLOTS - 1)
  })
})

describe('quantile', () => {
  it('of nothing is unknown', () => {
    expect(quantile(EMPTY_HISTOGRAM, 0.5)).toBeNull()
  })

  it('lies in the slot of the true one', () => {
    const durations = fc.array(fc.integer({ min: 0, max: 1_000_000 }), { minLength: 1 })
    fc.assert(
      fc.property(durations, fc.constantFrom(0.5, 0.95, 0.99, 1), (values, part) => {
        const estimate = quantile(histogramOf(values), part) ?? -1
        const slot = slotOf(exactQuantile(values, part))
        expect(estimate).toBeGreaterThanOrEqual(HISTOGRAM_BOUNDS_MS[slot - 1] ?? 0)
        expect(estimate).toBeLessThanOrEqual(HISTOGRAM_BOUNDS_MS[slot] ?? 0)
      }),
    )
  })

  it('is close where durations are spread evenly', () => {
    const even = Array.from({ length: 10_000 }, (_, index) => index)
    const histogram = histogramOf(even)
    for (const part of [0.1, 0.5, 0.95, 0.99]) {
      expect(quantile(histogram, part)).toBeCloseTo(part * 10_000, -2)
    }
  })

  it('of what is longer than all bounds is the last bound', () => {
    expect(quantile(histogramOf([5_000_000]), 0.5)).toBe(1_000_000)
  })

  it('grows with its part', () => {
    const durations = fc.array(fc.integer({ min: 0, max: 2_000_000 }), { minLength: 1 })
    const parts = fc.tuple(
      fc.double({ min: 0, max: 1, noNaN: true }),
      fc.double({ min: 0, max: 1, noNaN: true }),
    )
    fc.assert(
      fc.property(durations, parts, (values, pair) => {
        const [low = 0, high = 1] = [...pair].sort((a, b) => a - b)
        const histogram = histogramOf(values)
        expect(quantile(histogram, low)).toBeLessThanOrEqual(quantile(histogram, high) ?? 0)
      }),
    )
  })
})
