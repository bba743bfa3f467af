import fc from 'fast-check'
import { expect, test } from 'vitest'
import { matchesPattern } from './model-pattern.js'

test.each([
  ['*', '', true],
  ['*', 'anything', true],
  ['claude-*', 'claude-', true],
  ['claude-*', 'claude', false],
  ['*-latest', 'claude-latest', true],
  ['claude-*-4-*', 'claude-sonnet-4-5', true],
  ['claude-*-4-*', 'claude-4-5', false],
  ['a*a', 'a', false],
  ['ab*ba', 'aba', false],
  ['*a*', 'bab', true],
  ['**', 'x', true],
  ['claude-x', 'claude-x', true],
  ['claude.x', 'claude-x', false],
])('%s and %s: %s', (pattern, name, matches) => {
  expect(matchesPattern(pattern, name)).toBe(matches)
})

test('agrees with the regular expression that it stands for', () => {
  const pattern = fc.string({ unit: fc.constantFrom('a', 'b', '*'), maxLength: 8 })
  const name = fc.string({ unit: fc.constantFrom('a', 'b'), maxLength: 10 })
  fc.assert(
    fc.property(pattern, name, (glob, text) => {
      const expected = new RegExp(`^${glob.replaceAll('*', '.*')}$`).test(text)
      expect(matchesPattern(glob, text)).toBe(expected)
    }),
    { numRuns: 5_000 },
  )
})

test('no pattern is slow: as a regular expression this one would never end', () => {
  expect(matchesPattern(`${'*a'.repeat(500)}*b`, 'a'.repeat(5_000))).toBe(false)
})
