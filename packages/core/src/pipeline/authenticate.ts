import { headerValue } from '../domain/headers.js'
import type { RawHeaders } from '../domain/message.js'
import { CcloadError } from '../errors.js'

/** Who sends a request: shown in logs, and what limits hang on. */
export interface Principal {
  /** Name of the token; null for a client that needed none. */
  readonly tokenName: string | null
}

/** What an authentication hook gets to see. */
export interface Credentials {
  /** What the client sent as its credential, in the order in which it should be tried. */
  readonly candidates: readonly string[]
  readonly headers: RawHeaders
  readonly remoteAddress: string | null
}

/**
 * Tells who sends a request. Throws a `CcloadError` (`invalid_token`) to refuse it. May be
 * asynchronous, but every request waits for it.
 */
export type Authenticate = (credentials: Credentials) => Principal | Promise<Principal>

/** A credential that clients of the proxy use. */
export interface Token {
  /** For logs. */
  readonly name: string
  readonly secret: string
}

/**
 * Accepts the given tokens, in `Authorization: Bearer`, `x-api-key` or `x-goog-api-key`. Without
 * any token only clients on this machine are served, unless `allowOpen` is set.
 *
 * Tokens are found by a hash with a random seed per process, so the time that a wrong one takes
 * tells nothing about the right ones.
 */
export function createTokenAuthentication(
  tokens: readonly Token[],
  allowOpen: boolean,
): Authenticate {
  const known = new Map(
    tokens.map(({ name, secret }): [string, Principal] => [secret, { tokenName: name }]),
  )
  const anonymous: Principal = { tokenName: null }
  return ({ candidates, remoteAddress }) => {
    if (known.size === 0) {
      if (allowOpen || isLoopback(remoteAddress)) return anonymous
      throw new CcloadError(
        'invalid_token',
        'No token is configured, so only clients on the same machine are served.',
      )
    }
    for (const candidate of candidates) {
      const principal = known.get(candidate)
      if (principal !== undefined) return principal
    }
    throw new CcloadError(
      'invalid_token',
      candidates.length === 0
        ? 'No token: send one as "Authorization: Bearer" or "x-api-key".'
        : 'The token is not known here.',
    )
  }
}

/** The credentials that a request carries: bearer, `x-api-key`, `x-goog-api-key`. */
export function findCredentials(headers: RawHeaders): string[] {
  const bearer = /^bearer +(\S+)$/i.exec(headerValue(headers, 'authorization') ?? '')?.[1]
  return [bearer, headerValue(headers, 'x-api-key'), headerValue(headers, 'x-goog-api-key')].filter(
    (value) => value !== undefined,
  )
}

const LOOPBACK = /^(?:127\.\d+\.\d+\.\d+|::1|::ffff:127\.\d+\.\d+\.\d+)$/

function isLoopback(address: string | null): boolean {
  return address !== null && LOOPBACK.test(address)
}
