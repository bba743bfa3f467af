import { parseErrorBody } from './error-body.js'
import { statusOfErrorType } from './error-type.js'
import type { Endpoint, NetworkFault, Outcome } from './outcome.js'
import { readLimit } from './read-limit.js'
import type { CoolingOrder, Verdict } from './verdict.js'

/** What an outcome is judged by, beside itself. */
export interface VerdictContext {
  readonly endpoint: Endpoint
  /** Epoch milliseconds: what relative times in headers count from. */
  readonly now: number
}

const RELAY: Verdict = { action: 'relay' }
const NEXT: Verdict = { action: 'next' }
const NO_HEADERS: ReadonlyMap<string, string> = new Map()

/**
 * Says what follows from an attempt: the failover table of the gateway contract. A channel is
 * blamed for what is its own doing only, and for as little of itself as explains it: a key for
 * refused credentials and spent limits, a model of a channel for failures while answering, the
 * whole channel where it could not be reached or spoke something else than the API.
 */
export function toVerdict(outcome: Outcome, context: VerdictContext): Verdict {
  switch (outcome.kind) {
    case 'relayed':
      // Counting tokens works where messages are refused: it proves nothing about a rest.
      return { action: 'relay', clear: context.endpoint !== 'count_tokens' }
    case 'answer':
      return byStatus(outcome.status, outcome.headers, outcome.body, context)
    case 'error-in-200':
      return byStatus(statusOfErrorType(outcome.errorType), NO_HEADERS, '', context)
    case 'malformed':
      return next({ scope: 'channel', cause: 'malformed' })
    case 'network':
      return next({ scope: 'channel', cause: causeOfFault(outcome.fault) })
    case 'cut':
      return { action: 'relay', cool: { scope: 'model', cause: 'connection' } }
    case 'aborted':
      return RELAY
  }
}

function byStatus(
  status: number,
  headers: ReadonlyMap<string, string>,
  body: string,
  { endpoint, now }: VerdictContext,
): Verdict {
  switch (status) {
    case 401:
    case 402:
    case 403:
      return next({ scope: 'key', cause: 'credential' })
    case 404:
      // The state of a thread lives in the account that began it: the SDK replays it on this answer.
      if (parseErrorBody(body).code === 'thread_not_found') return RELAY
      return endpoint === 'messages' ? next({ scope: 'model', cause: 'not-found' }) : NEXT
    case 405:
    case 501:
      // The upstream lacks the endpoint, which says nothing about its messages.
      if (endpoint !== 'messages') return NEXT
      return status === 405 ? RELAY : next({ scope: 'model', cause: 'server-error' })
    case 408:
    case 504:
    case 524:
      return next({ scope: 'model', cause: 'timeout' })
    case 429:
      return next(limited(headers, now))
    case 529:
      return next({ scope: 'model', cause: 'overloaded' })
    default:
      // Unlisted statuses go by their class (RFC 9110, 15). A 4xx is about the request itself.
      return status >= 400 && status < 500 ? RELAY : next({ scope: 'model', cause: 'server-error' })
  }
}

/** How long a key rests after a 429 that says nothing about limits. */
const UNEXPLAINED_429_MS = 1_000

/**
 * Three kinds of 429. A used-up quota and a limit on the rate rest the key until the time that the
 * headers name, or on the ladder where they name none that makes sense. A 429 without any such
 * header is often about the request (a long prompt on an account that may not send one): the next
 * candidate is tried, and the key rests for a second that never grows, so that a client which
 * repeats such a request cannot take every key from everyone.
 */
function limited(headers: ReadonlyMap<string, string>, now: number): CoolingOrder {
  const limit = readLimit(headers, now)
  const cause = limit?.quota === true ? 'quota' : 'rate-limit'
  const until = limit === undefined ? now + UNEXPLAINED_429_MS : limit.retryAt
  return until === undefined ? { scope: 'key', cause } : { scope: 'key', cause, until }
}

function causeOfFault(fault: NetworkFault): 'connection' | 'timeout' {
  switch (fault) {
    case 'dns':
    case 'refused':
    case 'tls':
    case 'reset':
      return 'connection'
    case 'connect-timeout':
    case 'first-event-timeout':
      return 'timeout'
  }
}

function next(cool: CoolingOrder): Verdict {
  return { action: 'next', cool }
}
