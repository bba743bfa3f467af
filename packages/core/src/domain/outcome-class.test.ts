import { expect, it } from 'vitest'
import { toErrorCause } from './error-cause.js'
import { LOG_OUTCOMES } from './log-entry.js'
import { toOutcomeClass } from './outcome-class.js'

it('blames clients for what is theirs, and nobody who has succeeded', () => {
  const classes = Object.fromEntries(LOG_OUTCOMES.map((name) => [name, toOutcomeClass(name)]))
  expect(classes).toEqual({
    relayed: 'success',
    rejected: 'client-error',
    aborted: 'abort',
    answer: 'failure',
    'error-in-200': 'failure',
    malformed: 'failure',
    network: 'failure',
    cut: 'failure',
    'timed-out': 'failure',
    'no-candidate': 'failure',
  })
})

it('names a cause for all but success', () => {
  const causes = Object.fromEntries(LOG_OUTCOMES.map((name) => [name, toErrorCause(name, 0)]))
  expect(causes).toEqual({
    relayed: undefined,
    rejected: 'request',
    aborted: 'client-left',
    answer: 'server-error',
    'error-in-200': 'server-error',
    malformed: 'malformed',
    network: 'connection',
    cut: 'broken-off',
    'timed-out': 'timeout',
    'no-candidate': 'no-channel',
  })
})

it.each([
  [401, 'credential'],
  [402, 'credential'],
  [403, 'credential'],
  [404, 'not-found'],
  [408, 'timeout'],
  [429, 'rate-limit'],
  [500, 'server-error'],
  [502, 'server-error'],
  [504, 'timeout'],
  [524, 'timeout'],
  [529, 'overloaded'],
])('takes an answer of %i for %s', (status, cause) => {
  expect(toErrorCause('answer', status)).toBe(cause)
})
