import type { ExchangeHandler } from '@ccload/core'
import { createNodeExchange } from '@ccload/core/node'
import type { Middleware } from 'koa'

/**
 * Mounts a proxy in a Koa app, before any body parser. Paths that are not the proxy's are handed
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
