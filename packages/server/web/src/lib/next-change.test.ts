import { expect, it } from 'vitest'
import { toNextChangeMs } from './next-change.js'

const NOW = Date.parse('2026-01-01T00:00:00.000Z')
const until = (ms: number) => ({ until: new Date(NOW + ms).toISOString() })

it('is when the first rest ends', () => {
  expect(toNextChangeMs([{ until: null }, until(9_000), until(4_000)], NOW)).toBe(4_000)
})

it('does not hurry after one that is over', () => {
  expect(toNextChangeMs([until(-5_000)], NOW)).toBe(1_000)
})

it('is never where nothing rests', () => {
  expect(toNextChangeMs([{ until: null }], NOW)).toBe(false)
  expect(toNextChangeMs(undefined, NOW)).toBe(false)
})
