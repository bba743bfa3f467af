import { expect, it } from 'vitest'
import { toDayTicks } from './to-day-ticks.js'

const HOUR_MS = 3_600_000

/** Steps of six hours; times are of the viewer's zone, as the chart has them. */
const steps = (from: Date, count: number) =>
  Array.from({ length: count }, (_, i) => ({ ts: from.getTime() + i * 6 * HOUR_MS }))

it('names each day once, where it begins', () => {
  const ticks = toDayTicks(steps(new Date(2026, 0, 10, 0), 12))
  expect(ticks).toEqual([10, 11, 12].map((day) => new Date(2026, 0, day).getTime()))
})

it('begins with the first day that has room', () => {
  const morning = toDayTicks(steps(new Date(2026, 0, 10, 6), 12))
  expect(morning?.[0]).toBe(new Date(2026, 0, 10, 6).getTime())
  const evening = toDayTicks(steps(new Date(2026, 0, 10, 18), 12))
  expect(evening?.[0]).toBe(new Date(2026, 0, 11, 0).getTime())
})

it('leaves short ranges to the chart', () => {
  expect(toDayTicks(steps(new Date(2026, 0, 10, 0), 9))).toBeUndefined()
  expect(toDayTicks([])).toBeUndefined()
})
