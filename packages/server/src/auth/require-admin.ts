import type { Request, RequestHandler, Response } from 'express'
import { type Failure, failure, sendReply, tooManyAttempts } from '../http/reply.js'
import type { AdminPassword } from './admin-password.js'
import { isSameOrigin } from './same-origin.js'
import { readSessionCookie, toSessionCookie } from './session-cookie.js'
import type { Sessions } from './sessions.js'

const SAFE_METHODS = new Set(['GET', 'HEAD', 'OPTIONS'])

/**
 * Lets only the admin pass: by the session cookie, or by `Authorization: Bearer <password>` for
 * scripts. Goes in front of everything under `/admin`, so that a route cannot be forgotten, and
 * before the body is read.
 */
export function requireAdmin(options: {
  sessions: Sessions
  password: AdminPassword
}): RequestHandler {
  const { sessions, password } = options
  return async (request, response, next) => {
    const refusal =
      request.headers.authorization === undefined
        ? await checkSession(sessions, request, response)
        : await checkBearer(password, request)
    if (refusal) sendReply(response, refusal)
    else next()
  }
}

async function checkSession(
  sessions: Sessions,
  request: Request,
  response: Response,
): Promise<Failure | undefined> {
  const token = readSessionCookie(request.headers.cookie)
  const session = token === undefined ? undefined : await sessions.use(token)
  if (session === undefined) return notLoggedIn('Log in first.')
  if (!SAFE_METHODS.has(request.method) && !isSameOrigin(request.headers, request.host)) {
    return failure(403, 'cross_site', 'This request came from another site.')
  }
  if (session.extended) {
    response.append('set-cookie', toSessionCookie(session.token, { secure: request.secure }))
  }
  return undefined
}

async function checkBearer(
  password: AdminPassword,
  request: Request,
): Promise<Failure | undefined> {
  const offered = /^bearer +(.+)$/i.exec(request.headers.authorization ?? '')?.[1]
  if (offered === undefined) return notLoggedIn('Use Authorization: Bearer <admin password>.')
  // Header values arrive as Latin-1; a password may be any UTF-8.
  const text = Buffer.from(offered, 'latin1').toString('utf8')
  const checked = await password.check(text, request.ip ?? '')
  switch (checked.kind) {
    case 'right':
      return undefined
    case 'wrong':
      return notLoggedIn('The admin password is wrong.')
    case 'throttled':
      return tooManyAttempts(checked.retryAfterMs)
  }
}

function notLoggedIn(error: string): Failure {
  return failure(401, 'unauthorized', error, {
    headers: { 'www-authenticate': 'Bearer realm="ccload admin"' },
  })
}
