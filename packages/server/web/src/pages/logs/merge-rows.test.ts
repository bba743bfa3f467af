import { expect, it } from 'vitest'
import type { LogRow } from '../../api/logs.js'
import { mergeRows } from './merge-rows.js'
import { toSpans } from './to-spans.js'

const row = (id: number, time: number, rest: Partial<LogRow> = {}) =>
  ({ id, time: new Date(time).toISOString(), ...rest }) as LogRow

it('puts new rows in their place, and each row once', () => {
  const loaded = [row(5, 500), row(3, 300)]
  const merged = mergeRows([row(7, 500), row(6, 400), row(5, 500)], loaded)
  expect(merged.map(({ id }) => id)).toEqual([7, 5, 6, 3])
})

it('is the same list when nothing is new', () => {
  const loaded = [row(5, 500)]
  expect(mergeRows([row(5, 500)], loaded)).toBe(loaded)
})

it('lays attempts out along the time of their request', () => {
  const { totalMs, spans } = toSpans([
    row(2, 1260, { attempt: 2, first_event_ms: 1800, duration_ms: 9400 }),
    row(1, 0, { attempt: 1, first_event_ms: null, duration_ms: 1240 }),
  ])
  expect(totalMs).toBe(10_660)
  expect(spans.map(({ startMs, waitMs, streamMs }) => [startMs, waitMs, streamMs])).toEqual([
    [0, 1240, 0],
    [1260, 1800, 7600],
  ])
})

it('has a length also for a request that took no time', () => {
  expect(toSpans([row(1, 0, { attempt: 1, first_event_ms: 0, duration_ms: 0 })]).totalMs).toBe(1)
})
