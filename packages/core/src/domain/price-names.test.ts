import { describe, expect, it } from 'vitest'
import { toPriceNames } from './price-names.js'

describe('toPriceNames', () => {
  it.each([
    ['claude-sonnet-4-5', 'claude-sonnet-4-5'],
    ['claude-sonnet-4-5-20250929', 'claude-sonnet-4-5'],
    ['claude-sonnet-4-5[1m]', 'claude-sonnet-4-5'],
    ['claude-sonnet-4-5-20250929[1m]', 'claude-sonnet-4-5'],
    ['anthropic/claude-opus-4-6', 'claude-opus-4-6'],
    ['openrouter/anthropic/claude-opus-4-6', 'claude-opus-4-6'],
    ['us.anthropic.claude-sonnet-4-5-20250929-v1:0', 'claude-sonnet-4-5'],
    ['global.anthropic.claude-opus-4-6-v1', 'claude-opus-4-6'],
    ['anthropic.claude-3-haiku-20240307-v1:0', 'claude-3-haiku'],
    ['claude-opus-4-1@20250805', 'claude-opus-4-1'],
    ['claude-opus-4-6@default', 'claude-opus-4-6'],
    ['claude-3-5-haiku-latest', 'claude-3-5-haiku'],
    ['gpt-5-2025-08-07', 'gpt-5'],
  ])('%s begins with itself and ends with %s', (model, plain) => {
    const names = toPriceNames(model)
    expect(names[0]).toBe(model)
    expect(names.at(-1)).toBe(plain)
  })

  it('keeps the dated name before the undated one', () => {
    expect(toPriceNames('anthropic/claude-opus-4-1@20250805')).toEqual([
      'anthropic/claude-opus-4-1@20250805',
      'claude-opus-4-1@20250805',
      'claude-opus-4-1-20250805',
      'claude-opus-4-1',
    ])
  })

  it.each(['', '[1m]', '/', 'x'])('yields no empty name for %j', (model) => {
    expect(toPriceNames(model)).not.toContain('')
  })
})
