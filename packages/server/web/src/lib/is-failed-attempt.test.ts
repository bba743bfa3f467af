import { expect, it } from 'vitest'
import { isFailedAttempt } from './is-failed-attempt.js'

it.each([
  [200, 'relayed', false],
  [200, undefined, false],
  [200, 'cut', true],
  [200, 'error-in-200', true],
  [200, 'aborted', false],
  [499, 'aborted', false],
  [0, 'network', true],
  [529, 'answer', true],
  [400, 'rejected', true],
  [302, undefined, true],
])('judges %d with the outcome %s', (status, outcome, isFailed) => {
  expect(isFailedAttempt(status, outcome)).toBe(isFailed)
})
