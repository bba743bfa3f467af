import type { Candidate } from '../domain/candidate.js'
import type { Channel } from '../domain/channel.js'
import type { Exchange } from '../domain/message.js'
import type { UpstreamRequest } from '../ports/transport.js'
import type { ForwardRequest } from './forward-request.js'
import { replaceModel } from './replace-model.js'
import { toUpstreamHeaders } from './request-headers.js'

interface BaseUrl {
  readonly origin: string
  /** Path before the API's own, without a trailing slash. */
  readonly prefix: string
}

const baseUrls = new WeakMap<Channel, BaseUrl>()

/** Parsing a URL costs more than the rest of an attempt's preparation, so it is done once. */
function baseUrlOf(channel: Channel): BaseUrl {
  let base = baseUrls.get(channel)
  if (base === undefined) {
    const url = new URL(channel.url)
    base = { origin: url.origin, prefix: url.pathname.replace(/\/+$/, '') }
    baseUrls.set(channel, base)
  }
  return base
}

/**
 * The client's request as a candidate gets it: its own origin and key, an aliased model by its
 * upstream name, everything else as it came. A body that came encoded is sent decoded where an
 * alias has to be written into it.
 */
export function toUpstreamRequest(
  exchange: Exchange,
  request: ForwardRequest,
  candidate: Candidate,
): UpstreamRequest {
  const { origin, prefix } = baseUrlOf(candidate.channel)
  const { target } = exchange
  const headers = toUpstreamHeaders(exchange.headers, target, candidate.key.secret)
  const upstream = { method: exchange.method, origin, path: prefix + target, headers }
  if (candidate.model === request.model) return { ...upstream, body: request.body }
  if (request.modelInPath !== null) {
    const path = target.replace(
      `/${request.modelInPath}:`,
      `/${encodeURIComponent(candidate.model)}:`,
    )
    return { ...upstream, path: prefix + path, body: request.body }
  }
  const { plainBody, modelSpan } = request
  if (plainBody === null || modelSpan === null) return { ...upstream, body: request.body }
  const isDecoded = plainBody !== request.body
  return {
    ...upstream,
    headers: isDecoded ? withoutHeader(headers, 'content-encoding') : headers,
    body: replaceModel(plainBody, modelSpan, candidate.model),
  }
}

function withoutHeader(headers: readonly string[], name: string): string[] {
  return headers.filter((_, at) => headers[at - (at % 2)]?.toLowerCase() !== name)
}
