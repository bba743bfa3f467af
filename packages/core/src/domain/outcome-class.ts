import type { LogOutcome } from './log-entry.js'

/** Whose doing an outcome is: what statistics count by. */
export type OutcomeClass = 'success' | 'client-error' | 'abort' | 'failure'

/**
 * The class of an outcome. A request has that of its last attempt. Clients that leave and requests
 * that are refused for what they ask say nothing about a channel, so they are no failures.
 */
export function toOutcomeClass(outcome: LogOutcome): OutcomeClass {
  switch (outcome) {
    case 'relayed':
      return 'success'
    case 'rejected':
      return 'client-error'
    case 'aborted':
      return 'abort'
    case 'answer':
    case 'error-in-200':
    case 'malformed':
    case 'network':
    case 'cut':
    case 'timed-out':
    case 'no-candidate':
      return 'failure'
  }
}
