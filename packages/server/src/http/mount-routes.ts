import express, { type RequestHandler, Router } from 'express'
import type { AdminRoute, RawInput } from './admin-route.js'
import { failure, sendReply } from './reply.js'
import { sendPieces } from './send-pieces.js'

/** A channel is a few hundred bytes, and a certificate or two. */
const BODY_LIMIT_BYTES = 1024 * 1024

/** Files that are imported: thousands of channels. */
const TEXT_LIMIT_BYTES = 4 * 1024 * 1024

const JSON_TYPES = ['application/json', 'application/merge-patch+json']

/**
 * Puts the routes on a router with their full paths. Methods that a path does not have are
 * answered 405 with `allow`; bodies must be of the media types that the route takes.
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
      const types = route.text ? [...route.text] : JSON_TYPES
      const parse = route.text ? express.text({ limit: TEXT_LIMIT_BYTES, type: types }) : parseJson
      const body = route.body ? [refuseOtherTypes(types), parse] : []
      at[route.method](...body, toHandler(route))
    }
    at.all(refuseMethod(own))
  }
  return router
}

function toHandler(route: AdminRoute): RequestHandler {
  return async (request, response) => {
    const input: RawInput = {
      params: request.params,
      query: request.query,
      body: request.body,
      ifMatch: request.get('if-match'),
      header: (name) => request.get(name),
      client: request.ip ?? '',
    }
    const reply = await route.run(input)
    if ('pieces' in reply) await sendPieces(response, reply)
    else sendReply(response, reply)
  }
}

function refuseOtherTypes(types: string[]): RequestHandler {
  const names = types.slice(0, types === JSON_TYPES ? 1 : undefined).join(' or ')
  const error = `Send the body with content-type: ${names}.`
  return (request, response, next) => {
    const isEmpty = request.get('content-length') === '0'
    if (isEmpty || request.is(types) !== false) return next()
    sendReply(response, failure(415, 'unsupported_media_type', error))
  }
}

function refuseMethod(routes: readonly AdminRoute[]): RequestHandler {
  const methods = routes.map((route) => route.method.toUpperCase())
  const allow = (methods.includes('GET') ? [...methods, 'HEAD'] : methods).join(', ')
  return (_request, response) => {
    const error = `This path understands ${allow}.`
    sendReply(response, failure(405, 'method_not_allowed', error, { headers: { allow } }))
  }
}
