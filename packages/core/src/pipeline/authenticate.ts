import type { ClientToken } from '../domain/client-token.js'
import { headerValue } from '../domain/headers.js'
import type { RawHeaders } from '../domain/message.js'
import { type Secret, toSecret } from '../domain/secret.js'
import { CcloadError } from '../errors.js'
import type { Clock } from '../ports/clock.js'
import type { Tokens } from '../state/tokens.js'

/** Who sends a request: shown in logs, and what limits hang on. */
export interface Principal {
  /** Name of the token; null for a client that needed none. */
  readonly tokenName: string | null
  /** The store's token whose limits hold for the request. Left out: no limits. */
  readonly token?: ClientToken
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

/** A credential that clients of the proxy use, without limits. */
export interface Token {
  /** For logs. */
  readonly name: string
  readonly secret: string | Secret
}

/** Which credentials are accepted. */
export interface TokenAuthenticationOptions {
  /** Tokens that are always accepted, whatever the store holds. */
  readonly tokens: readonly Token[]
  /** Those of the store. */
  readonly stored: Pick<Tokens, 'refresh' | 'count' | 'find'>
  /** Judges clients while there is no token at all. */
  readonly anonymous: Authenticate
  readonly clock: Clock
}

/**
 * Accepts tokens in `Authorization: Bearer`, `x-api-key` or `x-goog-api-key`. A token of the store
 * has to be enabled and not to have expired at the instant of the request.
 *
 * Tokens are found by a hash with a random seed per process, or by their digest, so the time that a
 * wrong one takes tells nothing about the right ones.
 */
export function createTokenAuthentication(options: TokenAuthenticationOptions): Authenticate {
  const { tokens, stored, anonymous, clock } = options
  const known = new Map(
    tokens.map(({ name, secret }): [string, Principal] => [
      toSecret(secret).reveal(),
      { tokenName: name },
    ]),
  )

  function findStored(credentials: Credentials): Principal | Promise<Principal> {
    if (known.size === 0 && stored.count() === 0) return anonymous(credentials)
    const { candidates } = credentials
    let problem =
      candidates.length === 0
        ? 'No token: send one as "Authorization: Bearer" or "x-api-key".'
        : 'The token is not known here.'
    for (const candidate of candidates) {
      const token = stored.find(candidate)
      if (token === undefined) continue
      const unusable = whyUnusable(token, clock.now())
      if (unusable === undefined) return { tokenName: token.name, token }
      problem = unusable
    }
    throw new CcloadError('invalid_token', problem)
  }

  return (credentials) => {
    for (const candidate of credentials.candidates) {
      const principal = known.get(candidate)
      if (principal !== undefined) return principal
    }
    const loading = stored.refresh()
    return loading === undefined
      ? findStored(credentials)
      : loading.then(() => findStored(credentials))
  }
}

function whyUnusable({ name, enabled, expiresAt }: ClientToken, now: number): string | undefined {
  if (!enabled) return `The token "${name}" has been disabled.`
  if (expiresAt !== null && now >= expiresAt) return `The token "${name}" has expired.`
  return undefined
}

/** Serves clients on this machine and, where `allowOpen` is set, everybody else. */
export function createOpenAuthentication(allowOpen: boolean): Authenticate {
  const anonymous: Principal = { tokenName: null }
  return ({ remoteAddress }) => {
    if (allowOpen || isLoopback(remoteAddress)) return anonymous
    throw new CcloadError(
      'invalid_token',
      'No token is configured, so only clients on the same machine are served.',
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
