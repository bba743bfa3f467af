import { expect, it } from 'vitest'
import { RANGES, toBucketMin, toPrevious, toRangeName, toTimeRange } from './time-range.js'

const NOW = new Date(2026, 10, 24, 10, 30).getTime()
const HOUR_MS = 3_600_000

it('counts named ranges back from now', () => {
  const choice = { range: '7d', from: '', to: '' }
  expect(toTimeRange(choice, NOW)).toEqual({ from: NOW - 168 * HOUR_MS, to: NOW })
})

it('begins today at midnight of the viewer', () => {
  const { from, to } = toTimeRange({ range: 'today', from: '', to: '' }, NOW)
  expect([from, to]).toEqual([new Date(2026, 10, 24).getTime(), NOW])
})

it.each([
  { range: 'custom', from: '5', to: '5' },
  { range: 'custom', from: '', to: '' },
  { range: 'custom', from: 'x', to: '9' },
  { range: 'nonsense', from: '', to: '' },
])('takes $range from $from to $to for the last 24 hours', (choice) => {
  expect(toTimeRange(choice, NOW)).toEqual({ from: NOW - 24 * HOUR_MS, to: NOW })
  expect(toRangeName(choice)).toBe('24h')
})

it('takes a custom range as it is', () => {
  const choice = { range: 'custom', from: '1000', to: '5000' }
  expect(toTimeRange(choice, NOW)).toEqual({ from: 1000, to: 5000 })
  expect(toRangeName(choice)).toBe('custom')
  expect(toPrevious({ from: 1000, to: 5000 })).toEqual({ from: -3000, to: 1000 })
})

it('never asks for more points than a chart can show', () => {
  for (const range of RANGES) {
    const span = toTimeRange({ range, from: '', to: '' }, NOW)
    const points = (span.to - span.from) / 60_000 / toBucketMin(span)
    expect(points).toBeLessThanOrEqual(150)
  }
  expect(toBucketMin({ from: 0, to: HOUR_MS })).toBe(1)
})
