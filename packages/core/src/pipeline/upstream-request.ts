import type { Candidate } from '../domain/candidate.js'
import type { Channel } from '../domain/channel.js'
import type { Exchange } from '../domain/message.js'
import type { UpstreamRequest } from '../ports/transport.js'
import type { ForwardRequest } from './forward-request.js'
import { withoutQueryKey } from './query-key.js'
import { replaceModel } from './replace-model.js'
import { type OwnHeaders, toOwnHeaders, toUpstreamHeaders } from './request-headers.js'
import { withModelInPath } from './route.js'

/** What all requests to a channel have in common. */
interface Destination {
  readonly origin: string
  /** Path before the API's own, without a trailing slash. */
  readonly prefix: string
  readonly own: OwnHeaders | undefined
}

const destinations = new WeakMap<Channel, Destination>()

/** Parsing a URL costs more than the rest of an attempt's preparation, so it is done once. */
function destinationOf(channel: Channel): Destination {
  let destination = destinations.get(channel)
  if (destination === undefined) {
    // What is no URL is for the transport to fail at, as at any upstream that cannot be reached.
    const { origin, pathname } = URL.canParse(channel.url)
      ? new URL(channel.url)
      : { origin: channel.url, pathname: '' }
    const own = toOwnHeaders(channel.headers)
    destination = { origin, prefix: pathname.replace(/\/+$/, ''), own }
    destinations.set(channel, destination)
  }
  return destination
}

/**
 * The client's request as a candidate gets it: its own origin and key, no credential of the client's
 * in the query, an aliased model by its upstream name, everything else as it came. A body that came
 * encoded is sent decoded where an alias has to be written into it.
 */
export function toUpstreamRequest(
  exchange: Exchange,
  request: ForwardRequest,
  candidate: Candidate,
): UpstreamRequest {
  const { origin, prefix, own } = destinationOf(candidate.channel)
  const target = withoutQueryKey(exchange.target)
  const headers = toUpstreamHeaders(exchange.headers, target, candidate.key.secret.reveal(), own)
  const { connection } = candidate.channel
  const { method } = exchange
  if (candidate.model === request.model) {
    return { method, origin, path: prefix + target, headers, body: request.body, connection }
  }
  if (request.isModelInPath) {
    const path = prefix + withModelInPath(target, candidate.model)
    return { method, origin, path, headers, body: request.body, connection }
  }
  const path = prefix + target
  const { plainBody, modelSpan } = request
  if (plainBody === null || modelSpan === null) {
    return { method, origin, path, headers, body: request.body, connection }
  }
  const isDecoded = plainBody !== request.body
  return {
    method,
    origin,
    path,
    headers: isDecoded ? withoutHeader(headers, 'content-encoding') : headers,
    body: replaceModel(plainBody, modelSpan, candidate.model),
    connection,
  }
}

function withoutHeader(headers: readonly string[], name: string): string[] {
  return headers.filter((_, at) => headers[at - (at % 2)]?.toLowerCase() !== name)
}
