import assert from 'node:assert/strict'
import { Secret } from '../domain/secret.js'

/**
 * `assert.deepEqual` for what holds secrets: two of them look alike to it, whatever they hold. Here
 * they have to hold the same, and a plain text is no secret.
 */
export function assertAlike(actual: unknown, expected: unknown): void {
  assert.deepEqual(revealed(actual), revealed(expected))
}

function revealed(value: unknown): unknown {
  if (value instanceof Secret) return { isSecret: true, text: value.reveal() }
  if (Array.isArray(value)) return value.map(revealed)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, revealed(each)]))
}
