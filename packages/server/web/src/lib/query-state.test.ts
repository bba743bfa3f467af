import { expect, it } from 'vitest'
import { readQueryState, writeQueryState } from './query-state.js'

const DEFAULTS = { range: '24h', q: '' }

it('reads values, and defaults for those that are not there', () => {
  expect(readQueryState(new URLSearchParams('q=a%26b&other=1'), DEFAULTS)).toEqual({
    range: '24h',
    q: 'a&b',
  })
})

it('writes only what differs from the defaults, and leaves the rest alone', () => {
  const before = new URLSearchParams('range=7d&other=1')
  expect(String(writeQueryState(before, { range: '24h', q: 'x y' }, DEFAULTS))).toBe(
    'other=1&q=x+y',
  )
  expect(String(before)).toBe('range=7d&other=1')
})
