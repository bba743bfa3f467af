import { CcloadError, type CcloadProxy } from '@ccload/core'
import { createNodeExchange } from '@ccload/core/node'
import { type RequestHandler, Router } from 'express'
import { toExplainViews } from '../admin/explain-view.js'
import { failure, sendReply, success } from './reply.js'
import { wantsExplanation } from './wants-explanation.js'

/**
 * Answers requests of the proxy's that carry `x-ccload-explain: 1` with their plan, for the admin
 * alone: it names the channels. Everything else is handed on.
 */
export function explainInstead(options: {
  proxy: Pick<CcloadProxy, 'handles' | 'explain' | 'readRouteRequest'>
  requireAdmin: RequestHandler
}): Router {
  const { proxy, requireAdmin } = options
  const router = Router()
  router.use((request, _response, next) => {
    const isAsked = proxy.handles(request.method, request.originalUrl) && wantsExplanation(request)
    next(isAsked ? undefined : 'router')
  })
  router.use(requireAdmin)
  router.use(async (request, response) => {
    const exchange = createNodeExchange(request, response, { target: request.originalUrl })
    try {
      const plan = await proxy.explain(await proxy.readRouteRequest(exchange))
      sendReply(response, success(toExplainViews(plan)))
    } catch (error) {
      if (!(error instanceof CcloadError) || error.status >= 500) throw error
      sendReply(response, failure(error.status, error.code, error.message))
    }
  })
  return router
}
