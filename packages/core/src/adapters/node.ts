import type { IncomingMessage, ServerResponse } from 'node:http'
import type { ExchangeHandler } from '../domain/message.js'
import { createNodeExchange } from './node-exchange.js'

/**
 * A request listener for `node:http`, and at the same time middleware in the style of Connect.
 * Without `next`, paths that are not the proxy's are answered with 404 and faults with 500. Never
 * throws and never rejects.
 */
export type NodeHandler = (
  request: IncomingMessage,
  response: ServerResponse,
  next?: (error?: unknown) => void,
) => void

/**
 * Mounts a proxy on `node:http`.
 *
 * @example
 * ```ts
 * import { createServer } from 'node:http'
 * import { createMemoryStore, createProxy } from '@ccload/core'
 * import { createNodeHandler } from '@ccload/core/node'
 *
 * const store = createMemoryStore({
 *   channels: [
 *     { name: 'main', url: 'https://api.anthropic.com', keys: [{ secret: 'sk-...' }], models: ['*'] },
 *   ],
 * })
 * createServer(createNodeHandler(createProxy({ store }))).listen(8080)
 * ```
 */
export function createNodeHandler(proxy: ExchangeHandler): NodeHandler {
  return (request, response, next) => {
    const method = request.method ?? 'GET'
    const target = targetOf(proxy, method, request)
    if (target === undefined) {
      if (next !== undefined) next()
      else answerPlainly(response, 404)
      return
    }
    const { ip } = request as { ip?: string }
    const exchange = createNodeExchange(request, response, { target, remoteAddress: ip })
    proxy.handle(exchange).catch((error: unknown) => {
      if (exchange.isAnswered || response.headersSent) exchange.destroy()
      else if (next !== undefined) next(error)
      else answerPlainly(response, 500)
    })
  }
}

/**
 * The target as the proxy's routes spell it. A host that mounts below a path may have cut it off
 * (`/llm` before `/v1/messages`: the rest counts) or have mounted at `/v1` itself (the whole counts).
 */
function targetOf(
  proxy: ExchangeHandler,
  method: string,
  request: IncomingMessage & { originalUrl?: string },
): string | undefined {
  const url = request.url ?? '/'
  if (proxy.handles(method, url)) return url
  const { originalUrl } = request
  return originalUrl !== undefined && originalUrl !== url && proxy.handles(method, originalUrl)
    ? originalUrl
    : undefined
}

function answerPlainly(response: ServerResponse, status: number): void {
  response.writeHead(status, { 'content-length': 0 }).end()
}
