import type { Secret } from '@ccload/core'
import { type RequestHandler, Router } from 'express'
import { failure, sendReply } from '../http/reply.js'
import type { Metrics } from './metrics.js'
import { bringsToken } from './metrics-access.js'

/**
 * `GET /metrics` on the server's port, for those who have the token and for the admin's session. A
 * wrong token is no guess at the admin's password. Not there unless metrics are switched on.
 */
export function metricsTextRoutes(options: {
  /** Undefined: switched off. */
  readonly metrics: () => Metrics | undefined
  readonly token: Secret | undefined
  readonly requireAdmin: RequestHandler
}): Router {
  const { metrics, token, requireAdmin } = options
  const router = Router({ caseSensitive: true, strict: true })
  router.get(
    '/metrics',
    (_request, _response, next) => next(metrics() === undefined ? 'router' : undefined),
    (request, response, next) => {
      const { authorization } = request.headers
      if (authorization === undefined) return void requireAdmin(request, response, next)
      if (token !== undefined && bringsToken(authorization, token)) return void next()
      const error = 'Use Authorization: Bearer <CCLOAD_METRICS_TOKEN>.'
      const headers = { 'www-authenticate': 'Bearer realm="ccload metrics"' }
      sendReply(response, failure(401, 'unauthorized', error, { headers }))
    },
    async (_request, response) => {
      const { text, contentType } = metrics() as Metrics
      const headers = { 'cache-control': 'no-store', 'content-type': contentType }
      // Of several workers another one may answer the next time.
      response.set({ ...headers, connection: 'close' }).send(await text())
    },
  )
  return router
}
