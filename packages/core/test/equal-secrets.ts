import { expect } from 'vitest'
import { Secret } from '../src/domain/secret.js'

/**
 * Run before all tests. What a secret holds cannot be seen, so any two of them would be found equal:
 * they are compared by their texts. An expectation may have the text alone.
 */
expect.addEqualityTesters([
  (a: unknown, b: unknown) => {
    const isOfSecrets = a instanceof Secret || b instanceof Secret
    return isOfSecrets ? toText(a) === toText(b) : undefined
  },
])

function toText(value: unknown): unknown {
  return value instanceof Secret ? value.reveal() : value
}
