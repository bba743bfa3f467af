import type { LogOutcome } from './log-entry.js'

/** Why an attempt did not succeed, in the words that people sort failures by. */
export type ErrorCause =
  | 'request'
  | 'client-left'
  | 'credential'
  | 'rate-limit'
  | 'overloaded'
  | 'not-found'
  | 'server-error'
  | 'malformed'
  | 'connection'
  | 'timeout'
  | 'broken-off'
  | 'no-channel'

/** The cause behind a recorded outcome and its status; undefined for a success. */
export function toErrorCause(outcome: LogOutcome, statusCode: number): ErrorCause | undefined {
  switch (outcome) {
    case 'relayed':
      return undefined
    case 'rejected':
      return 'request'
    case 'aborted':
      return 'client-left'
    case 'timed-out':
      return 'timeout'
    case 'network':
      return 'connection'
    case 'cut':
      return 'broken-off'
    case 'malformed':
      return 'malformed'
    case 'no-candidate':
      return 'no-channel'
    case 'error-in-200':
      return 'server-error'
    case 'answer':
      return causeOfStatus(statusCode)
  }
}

function causeOfStatus(status: number): ErrorCause {
  switch (status) {
    case 401:
    case 402:
    case 403:
      return 'credential'
    case 404:
      return 'not-found'
    case 408:
    case 504:
    case 524:
      return 'timeout'
    case 429:
      return 'rate-limit'
    case 529:
      return 'overloaded'
    default:
      return 'server-error'
  }
}
