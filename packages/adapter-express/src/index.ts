import type { ExchangeHandler } from '@ccload/core'
import { createNodeHandler } from '@ccload/core/node'
import type { RequestHandler } from 'express'

/**
 * Mounts a proxy in an Express app, at the root or below any path, before any body parser, or
 * behind one that keeps the bytes it has read as `request.rawBody`. Paths that are not the proxy's
 * are handed on; a fault goes to the app's error handler, unless a part of the answer has been sent
 * already. The client's address is `request.ip`: the app's `trust proxy` says whose word counts.
 *
 * @example
 * ```ts
 * import { createExpressMiddleware } from '@ccload/adapter-express'
 * import { createMemoryStore, createProxy } from '@ccload/core'
 * import express from 'express'
 *
 * const app = express()
 * app.use(createExpressMiddleware(createProxy({ store: createMemoryStore() })))
 * app.listen(8080)
 * ```
 */
export function createExpressMiddleware(proxy: ExchangeHandler): RequestHandler {
  return createNodeHandler(proxy)
}
