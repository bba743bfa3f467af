import type { RawHeaders } from '../domain/message.js'
import type {
  ApiBehaviour,
  BodySource,
  Bytes,
  BytesBehaviour,
  Ending,
  FixedBehaviour,
} from './behaviour.js'
import type { Gate } from './gate.js'
import { toApiError } from './messages-api.js'
import { encodeEvent, type SseEvent } from './stream-events.js'

/**
 * The Messages API's own answer. Everything about its delivery is a field, so behaviours combine:
 *
 * @example
 * upstream.next({ ...answer(), beforeEach: gate, encoding: 'gzip', cutAt: { events: 3, bytes: 5 } })
 */
export function answer(options: Omit<ApiBehaviour, 'kind'> = {}): ApiBehaviour {
  return { kind: 'api', ...options }
}

/** Any status, headers and body. */
export function fixed(
  status: number,
  body: BodySource = '',
  headers: RawHeaders = [],
  contentType = 'application/json',
): FixedBehaviour {
  return { kind: 'fixed', status, body, headers, contentType }
}

/** An error status in the API's error shape. */
export function apiError(
  status: number,
  type: string,
  message = `simulated ${type}`,
  headers: RawHeaders = [],
): FixedBehaviour {
  return fixed(status, JSON.stringify(toApiError(type, message, 'req_fakeError')), headers)
}

/** 200 with an `event: error` after so many events of the stream; 0: it is the first. */
export function errorEvent(type = 'overloaded_error', after = 0): ApiBehaviour {
  return answer({ errorEvent: { after, type, message: `simulated ${type}` } })
}

/** 200 with an error as its JSON body. */
export function errorInJson(type = 'overloaded_error'): FixedBehaviour {
  return fixed(200, JSON.stringify(toApiError(type, `simulated ${type}`)))
}

/** 200 with exactly these events as a stream. */
export function eventStream(events: readonly SseEvent[]): FixedBehaviour {
  const pieces = events.map(encodeEvent)
  return fixed(200, { pieces }, [], 'text/event-stream; charset=utf-8')
}

/** A web page, as captive portals and misconfigured proxies send it. */
export function html(status = 200): FixedBehaviour {
  const page = '<!DOCTYPE html><html><head><title>Welcome</title></head><body>Hi</body></html>'
  return fixed(status, page, [], 'text/html; charset=utf-8')
}

/** 200 without a body. */
export function empty(contentType = 'text/event-stream; charset=utf-8'): FixedBehaviour {
  return { ...fixed(200, '', [], contentType), framing: 'length' }
}

/** A redirect that keeps the method and body. */
export function redirect(location: string, status = 307): FixedBehaviour {
  return fixed(status, '', ['Location', location])
}

/** 200 with a JSON string of `bytes` bytes, sent as fast as the peer takes it. */
export function huge(bytes: number): FixedBehaviour {
  const line = `${'x'.repeat(65_535)}\n`
  return fixed(200, { repeat: line, times: Math.ceil(bytes / line.length) }, [], 'text/plain')
}

/** Exactly these bytes, one write each. */
export function rawBytes(parts: readonly Bytes[], ending: Ending = 'close'): BytesBehaviour {
  return { kind: 'bytes', parts, ending }
}

/** The connection is reset once the request has been read. */
export function resetBeforeHeaders(): BytesBehaviour {
  return rawBytes([], 'reset')
}

/** The connection is ended in order, without an answer. */
export function closeBeforeHeaders(): BytesBehaviour {
  return rawBytes([], 'close')
}

/** No answer until the gate lets it through; without a gate, none until the peer closes. */
export function hang(gate?: Gate): ApiBehaviour | BytesBehaviour {
  return gate ? answer({ beforeHead: gate }) : rawBytes([], 'hang')
}

/** A stream that says nothing more after so many events; with a gate, one ping per passing. */
export function stall(events: number, pings?: Gate): ApiBehaviour {
  return answer({ cutAt: { events }, ending: 'hang', ...(pings && { pings }) })
}
