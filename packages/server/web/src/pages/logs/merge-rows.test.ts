import { expect, it } from 'vitest'
import type { LogRow } from '../../api/logs.js'
import { mergeRows } from './merge-rows.js'

const row = (id: number, time: number) => ({ id, time: new Date(time).toISOString() }) as LogRow

it('puts new rows in their place, and each row once', () => {
  const loaded = [row(5, 500), row(3, 300)]
  const merged = mergeRows([row(7, 500), row(6, 400), row(5, 500)], loaded)
  expect(merged.map(({ id }) => id)).toEqual([7, 5, 6, 3])
})

it('is the same list when nothing is new', () => {
  const loaded = [row(5, 500)]
  expect(mergeRows([row(5, 500)], loaded)).toBe(loaded)
})
