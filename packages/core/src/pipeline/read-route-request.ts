import type { Exchange } from '../domain/message.js'
import { CcloadError } from '../errors.js'
import type { RouteRequest } from '../ports/selector.js'
import type { Threads } from '../state/threads.js'
import { readForwardRequest } from './forward-request.js'
import { matchRoute, pathOf } from './route.js'

/**
 * What routing would know of a request, were it forwarded. Reads its body, so that it cannot be
 * forwarded any more.
 *
 * @throws {CcloadError} `unknown_route` for what is never forwarded, and what reading rejects with.
 */
export async function readRouteRequest(
  exchange: Exchange,
  maxBodyBytes: number,
  threads: Pick<Threads, 'find'>,
): Promise<RouteRequest> {
  const { method, target } = exchange
  const route = matchRoute(method, target)
  if (route?.kind !== 'forward') {
    throw new CcloadError('unknown_route', `${method} ${pathOf(target)} is not forwarded.`)
  }
  const request = await readForwardRequest(exchange, route, maxBodyBytes, threads)
  const { model, endpoint, conversation } = request
  const { key: session, home } = conversation
  return { model, endpoint, session, ...(home !== null && { home }) }
}
