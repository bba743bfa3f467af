import { parseCookie, stringifySetCookie } from 'cookie'
import { SESSION_MS } from './sessions.js'

const NAME = 'ccload_session'

/** The session's token from a `cookie` header. */
export function readSessionCookie(header: string | undefined): string | undefined {
  return header === undefined ? undefined : parseCookie(header)[NAME]
}

/** The `set-cookie` line that keeps a session's token; without a token, the one that drops it. */
export function toSessionCookie(token: string | undefined, options: { secure: boolean }): string {
  return stringifySetCookie({
    name: NAME,
    value: token ?? '',
    httpOnly: true,
    sameSite: 'strict',
    path: '/',
    maxAge: token === undefined ? 0 : SESSION_MS / 1000,
    secure: options.secure,
  })
}
