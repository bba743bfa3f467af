import type { ExchangeHandler } from '@ccload/core'
import { createNodeExchange } from '@ccload/core/node'
import type { Middleware } from 'koa'

/** What Koa's body parsers leave on `ctx.request`. */
interface ParsedRequest {
  readonly rawBody?: unknown
}

/**
 * Mounts a proxy in a Koa app, before any body parser, or behind one that keeps what it has read as
 * `ctx.request.rawBody` or `ctx.req.rawBody`. Paths that are not the proxy's are handed
 * on; a fault goes to the app's error handling, unless a part of the answer has been sent already.
 *
 * @example
 * ```ts
 * import { createKoaMiddleware } from '@ccload/adapter-koa'
 * import { createMemoryStore, createProxy } from '@ccload/core'
 * import Koa from 'koa'
 *
 * const app = new Koa()
 * app.use(createKoaMiddleware(createProxy({ store: createMemoryStore() })))
 * app.listen(8080)
 * ```
 */
export function createKoaMiddleware(proxy: ExchangeHandler): Middleware {
  return async (ctx, next) => {
    const target = [ctx.url, ctx.originalUrl].find((url) => proxy.handles(ctx.method, url))
    if (target === undefined) return next()
    const { rawBody } = ctx.request as ParsedRequest
    if (rawBody !== undefined && !('rawBody' in ctx.req)) {
      Object.assign(ctx.req, { rawBody: toBytes(rawBody) })
    }
    const exchange = createNodeExchange(ctx.req, ctx.res, { target, remoteAddress: ctx.ip })
    try {
      await proxy.handle(exchange)
    } catch (error) {
      if (!exchange.isAnswered) throw error
      exchange.destroy()
    }
    // The answer is on the wire: Koa has nothing to add to it.
    ctx.respond = false
  }
}

/** Koa's parsers keep a text. What was no UTF-8 has another length then, and is refused for it. */
function toBytes(rawBody: unknown): unknown {
  return typeof rawBody === 'string' ? Buffer.from(rawBody) : rawBody
}
