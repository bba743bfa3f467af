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
    ['claude-opus-4-6@latest', 'claude-opus-4-6'],
    ['claude-3-5-haiku-latest', 'claude-3-5-haiku'],
    ['anthropic.claude-x-v12:34', 'claude-x'],
    ['gpt-5-2025-08-07', 'gpt-5'],
  ])('%s begins with itself and ends with %s', (model, plain) => {
    const names = toPriceNames(model)
    expect(names[0]).toBe(model)
    expect(names.at(-1)).toBe(plain)
  })

  it.each([
    'claude[1m]-x',
    'ouranthropic.claude-x',
    'a.us.anthropic.claude-x',
    'u.anthropic.claude-x',
    'claude-v2-haiku',
    'claude-v2:0-haiku',
    'claude-v2:',
    'claude@20250805a',
    'claude@2025080',
    'claude@latest-x',
    'claude@defaults',
    'claude-20250929-fast',
    'claude-2025-09-29-fast',
    'claude-2025092',
    'claude-latest-x',
  ])('takes nothing from %s, of which it is no addition', (model) => {
    expect(toPriceNames(model)).toEqual([model])
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
