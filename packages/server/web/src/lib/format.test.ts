import { expect, it } from 'vitest'
import { createFormats } from './format.js'

const en = createFormats('en')

it.each([
  [0, '0ms'],
  [840, '840ms'],
  [2400, '2.4s'],
  [59_400, '59s'],
  [185_000, '3m 5s'],
  [7_260_000, '2h 1m'],
])('writes %d milliseconds as %s', (ms, text) => {
  expect(en.duration(ms)).toBe(text)
})

it.each([
  [0, '$0.00'],
  [6263, '$0.0063'],
  [1_234_567, '$1.23'],
  [221_440_000, '$221.44'],
])('writes %d millionths as %s', (microUsd, text) => {
  expect(en.money(microUsd)).toBe(text)
})

it('shortens large numbers only', () => {
  expect([en.short(9999), en.short(12_345), en.bytes(48_211)]).toEqual(['9,999', '12.3K', '48.2kB'])
})

it('speaks Chinese', () => {
  const zh = createFormats('zh-CN')
  expect(zh.duration(2400)).toBe('2.4秒')
  expect(zh.short(123_456)).toBe('12.3万')
})
