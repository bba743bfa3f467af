import { type Authenticate, CcloadError, type RawHeaders } from '@ccload/core'
import { isSameOrigin } from '../auth/same-origin.js'
import { isLoopback } from './ip-address.js'

/**
 * Who is served while no token is configured: programs on this machine, and nobody else. That
 * takes more than a loopback address. A reverse proxy on this machine brings clients from
 * anywhere, and a web page open in a local browser can send requests here, under a name of its
 * own too (DNS rebinding); both would spend the owner's money.
 */
export function createLocalAuthentication(options: {
  trustProxy: number | readonly string[]
}): Authenticate {
  const proxiesAreKnown = options.trustProxy !== 0
  return ({ headers, remoteAddress }) => {
    if (remoteAddress === null || !isLoopback(remoteAddress)) throw refuse('the same machine')
    const named = toMap(headers)
    if (!proxiesAreKnown && FORWARDED.some((name) => named.has(name))) {
      throw refuse('the same machine, and not through a reverse proxy')
    }
    const host = named.get('host')
    const origin = { origin: named.get('origin'), 'sec-fetch-site': named.get('sec-fetch-site') }
    if (!isLocalName(host) || !isSameOrigin(origin, host)) {
      throw refuse('the same machine, and not from web pages')
    }
    return { tokenName: null }
  }
}

const FORWARDED = ['forwarded', 'x-forwarded-for', 'x-real-ip']

function isLocalName(host: string | undefined): boolean {
  if (host === undefined) return true
  if (!URL.canParse(`http://${host}`)) return false
  const { hostname } = new URL(`http://${host}`)
  return isLoopback(hostname.replace(/^\[(.*)\]$/, '$1')) || hostname.endsWith('.localhost')
}

function toMap(headers: RawHeaders): Map<string, string> {
  const named = new Map<string, string>()
  for (let i = 0; i < headers.length; i += 2) {
    named.set((headers[i] ?? '').toLowerCase(), headers[i + 1] ?? '')
  }
  return named
}

function refuse(where: string): CcloadError {
  return new CcloadError(
    'invalid_token',
    `No token is configured (CCLOAD_AUTH), so only clients on ${where} are served.`,
  )
}
