import express, { type RequestHandler, Router } from 'express'
import type { AdminRoute } from './admin-route.js'
import { failure, sendReply } from './reply.js'

/** Import files are the largest bodies; a channel is a few hundred bytes. */
const BODY_LIMIT_BYTES = 1024 * 1024

const JSON_TYPES = ['application/json', 'application/merge-patch+json']

/**
 * Puts the routes on a router with their full paths. Methods that a path does not have are
 * answered 405 with `allow`; bodies must be JSON and say so, which no cross-site form can.
 */
export function mountRoutes(routes: readonly AdminRoute[]): Router {
  const router = Router({ caseSensitive: true, strict: true })
  const parseJson = express.json({
    limit: BODY_LIMIT_BYTES,
    type: JSON_TYPES,
  })
  for (const path of new Set(routes.map((route) => route.path))) {
    const own = routes.filter((route) => route.path === path)
    const at = router.route(path.replace(/\{(\w+)\}/g, ':$1'))
    for (const route of own) {
      const body = route.body ? [refuseOtherTypes, parseJson] : []
      at[route.method](...body, toHandler(route))
    }
    at.all(refuseMethod(own))
  }
  return router
}

function toHandler(route: AdminRoute): RequestHandler {
  return async (request, response) => {
    const { params, query } = request
    const body: unknown = request.body
    sendReply(response, await route.run({ params, query, body, ifMatch: request.get('if-match') }))
  }
}

const refuseOtherTypes: RequestHandler = (request, response, next) => {
  const isEmpty = request.get('content-length') === '0'
  if (isEmpty || request.is(JSON_TYPES) !== false) return next()
  sendReply(
    response,
    failure(415, 'unsupported_media_type', 'Send the body with content-type: application/json.'),
  )
}

function refuseMethod(routes: readonly AdminRoute[]): RequestHandler {
  const methods = routes.map((route) => route.method.toUpperCase())
  const allow = (methods.includes('GET') ? [...methods, 'HEAD'] : methods).join(', ')
  return (_request, response) => {
    const error = `This path understands ${allow}.`
    sendReply(response, failure(405, 'method_not_allowed', error, { headers: { allow } }))
  }
}
