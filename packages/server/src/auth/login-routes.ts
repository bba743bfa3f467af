import type { Logger } from '@ccload/core'
import express, { type RequestHandler, Router } from 'express'
import * as z from 'zod'
import { toFieldFailure } from '../http/field-failure.js'
import { failure, sendReply, success, tooManyAttempts } from '../http/reply.js'
import type { AdminPassword } from './admin-password.js'
import { isSameOrigin } from './same-origin.js'
import { readSessionCookie, toSessionCookie } from './session-cookie.js'
import type { Sessions } from './sessions.js'

const loginBody = z.strictObject({ password: z.string().min(1) })

/** `POST /login` and `POST /logout`: the only way to a session and out of it. */
export function loginRoutes(options: {
  sessions: Sessions
  password: AdminPassword
  logger: Logger
}): Router {
  const { sessions, password, logger } = options
  const router = Router({ caseSensitive: true, strict: true })

  router
    .route('/login')
    .post(refuseCrossSite, express.json({ limit: 8192 }), async (request, response) => {
      const body = loginBody.safeParse(request.body)
      if (!body.success) return sendReply(response, toFieldFailure(body.error, 'body'))
      const client = request.ip ?? ''
      const checked = await password.check(body.data.password, client)
      switch (checked.kind) {
        case 'throttled':
          return sendReply(response, tooManyAttempts(checked.retryAfterMs))
        case 'wrong':
          logger.warn({ client }, 'login refused: wrong password')
          return sendReply(response, failure(401, 'wrong_password', 'The password is wrong.'))
        case 'right': {
          const { token, expiresAt } = await sessions.open()
          logger.info({ client }, 'login')
          response.append('set-cookie', toSessionCookie(token, { secure: request.secure }))
          return sendReply(response, success({ expires_at: new Date(expiresAt).toISOString() }))
        }
      }
    })
    .all(postOnly)

  router
    .route('/logout')
    .post(refuseCrossSite, async (request, response) => {
      const token = readSessionCookie(request.headers.cookie)
      if (token !== undefined) await sessions.close(token)
      response.append('set-cookie', toSessionCookie(undefined, { secure: request.secure }))
      sendReply(response, success())
    })
    .all(postOnly)

  return router
}

const refuseCrossSite: RequestHandler = (request, response, next) => {
  if (isSameOrigin(request.headers, request.host)) return next()
  sendReply(response, failure(403, 'cross_site', 'This request came from another site.'))
}

const postOnly: RequestHandler = (_request, response) => {
  const error = 'This path understands POST.'
  sendReply(response, failure(405, 'method_not_allowed', error, { headers: { allow: 'POST' } }))
}
