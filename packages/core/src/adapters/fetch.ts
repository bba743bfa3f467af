import type { ExchangeHandler } from '../domain/message.js'
import { createFetchExchange } from './fetch-exchange.js'

/** What a host knows of a request beyond the `Request` itself. */
export interface FetchInfo {
  /** The peer's address as the host trusts it; absent: the request counts as remote. */
  readonly remoteAddress?: string | undefined
}

/** A handler in the shape of the web platform. The promise rejects only for a fault of the proxy's. */
export type FetchHandler = (request: Request, info?: FetchInfo) => Promise<Response>

/**
 * Mounts a proxy wherever a `(Request) => Promise<Response>` goes: Hono, Next, Bun, Deno. Paths
 * that are not the proxy's are answered with 404. Cancelling the response's body, or aborting the
 * request's signal, aborts the upstream.
 *
 * @example
 * ```ts
 * import { createMemoryStore, createProxy } from '@ccload/core'
 * import { createFetchHandler } from '@ccload/core/fetch'
 *
 * const handle = createFetchHandler(createProxy({ store: createMemoryStore() }))
 * export const POST = (request: Request) => handle(request)
 * ```
 */
export function createFetchHandler(proxy: ExchangeHandler): FetchHandler {
  return (request, info) => {
    const { pathname, search } = new URL(request.url)
    const target = pathname + search
    if (!proxy.handles(request.method, target)) {
      return Promise.resolve(new Response(null, { status: 404 }))
    }
    const exchange = createFetchExchange(request, target, info?.remoteAddress ?? null)
    proxy.handle(exchange).catch((error: unknown) => exchange.fail(error))
    return exchange.response
  }
}
