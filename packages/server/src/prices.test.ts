import { expect, it } from 'vitest'
import { createListPrices } from './prices.js'

const prices = createListPrices(() => Date.parse('2026-11-24T00:00:00Z'))
await prices.loading?.()

it('loads the list when it is first asked for', async () => {
  const fresh = createListPrices()
  expect(fresh.price('claude-sonnet-4-5')).toBeUndefined()
  const loading = fresh.loading?.()
  expect(fresh.loading?.()).toBe(loading)
  await loading
  expect(fresh.loading?.()).toBeUndefined()
  expect(fresh.price('claude-sonnet-4-5')).toMatchObject({ input: 3_000_000 })
})

it('knows the list price of a model under the names that it goes by', () => {
  const listed = prices.price('claude-sonnet-4-5')
  expect(listed).toMatchObject({ input: 3_000_000, output: 15_000_000, cacheRead: 300_000 })
  for (const name of [
    'claude-sonnet-4-5-20250929',
    'anthropic/claude-sonnet-4-5',
    'claude-sonnet-4-5[1m]',
  ]) {
    expect(prices.price(name)).toEqual(listed)
  }
})

it('tells cache writes of five minutes from those of an hour', () => {
  expect(prices.price('claude-sonnet-4-5')).toMatchObject({
    cacheWrite5m: 3_750_000,
    cacheWrite1h: 6_000_000,
  })
})

it('leaves an unknown model unknown rather than free', () => {
  expect(prices.price('house-model-7')).toBeUndefined()
})

it('asks again after a while, as prices change on dates', async () => {
  let now = Date.parse('2026-11-24T00:00:00Z')
  const later = createListPrices(() => now)
  await later.loading?.()
  const first = later.price('claude-sonnet-4-5')
  expect(later.price('claude-sonnet-4-5')).toBe(first)
  now += 15 * 60_000
  expect(later.price('claude-sonnet-4-5')).not.toBe(first)
  expect(later.price('claude-sonnet-4-5')).toEqual(first)
})
