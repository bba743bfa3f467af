import { describe, expect, it } from 'vitest'
import type { Price } from '../domain/price.js'
import { createPriceTable, noPrices } from './prices.js'

const price = (input: number): Price => ({
  input,
  output: 0,
  cacheRead: 0,
  cacheWrite5m: 0,
  cacheWrite1h: 0,
  webSearch: 0,
})

describe('createPriceTable', () => {
  const others = createPriceTable({ shared: price(1), other: price(2) })
  const prices = createPriceTable(
    { shared: price(3), 'claude-x': price(4), 'claude-x-20260101': price(5) },
    others,
  )

  it('goes before the other source, which answers for the rest', () => {
    expect(prices.price('shared')?.input).toBe(3)
    expect(prices.price('other')?.input).toBe(2)
  })

  it('finds a model under the name that hosts give it', () => {
    expect(prices.price('anthropic/claude-x[1m]')?.input).toBe(4)
  })

  it('prefers the exact name', () => {
    expect(prices.price('claude-x-20260101')?.input).toBe(5)
    expect(prices.price('claude-x-20260202')?.input).toBe(4)
  })

  it.each(['unknown', 'constructor', '__proto__', ''])('leaves %j unknown', (model) => {
    expect(prices.price(model)).toBeUndefined()
  })

  it('knows nothing when empty', () => {
    expect(noPrices.price('claude-x')).toBeUndefined()
  })
})
