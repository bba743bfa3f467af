import type { IncomingMessage } from 'node:http'
import proxyAddr from 'proxy-addr'
import { rawHeader } from '../http/raw-header.js'

/** Whether the host at `address`, the `hop`th from here (0 is the peer), may name its client. */
export type TrustProxy = (address: string, hop: number) => boolean

/**
 * By the number of reverse proxies in front, or by their addresses: single ones, ranges such as
 * `10.0.0.0/8`, and `loopback`, `linklocal` and `uniquelocal`. Throws `TypeError` for others.
 */
export function toTrustProxy(proxies: number | readonly string[]): TrustProxy {
  return typeof proxies === 'number' ? (_, hop) => hop < proxies : proxyAddr.compile([...proxies])
}

/**
 * Finds out whose request it is: the peer's, or where trusted proxies stand in front, the address
 * that the outermost of them vouches for. What untrusted hosts write into `x-forwarded-for` does
 * not count.
 */
export function createClientAddress(trusted: TrustProxy): (request: IncomingMessage) => string {
  return ({ socket, rawHeaders }) => {
    let client = socket.remoteAddress ?? ''
    const forwarded = rawHeader(rawHeaders, 'x-forwarded-for')
    if (forwarded === undefined) return client
    const nearestFirst = forwarded.split(',').reverse()
    for (const [hop, address] of nearestFirst.entries()) {
      if (!trusted(client, hop)) break
      client = address.trim()
    }
    return client
  }
}
