import type { IncomingMessage } from 'node:http'

/** Whether the host at `address`, the `hop`th from here (0 is the peer), may name its client. */
export type TrustProxy = (address: string, hop: number) => boolean

/**
 * Finds out whose request it is: the peer's, or where trusted proxies stand in front, the address
 * that the outermost of them vouches for. What untrusted hosts write into `x-forwarded-for` does
 * not count.
 */
export function createClientAddress(trusted: TrustProxy): (request: IncomingMessage) => string {
  return ({ socket, headers }) => {
    let client = socket.remoteAddress ?? ''
    const forwarded = headers['x-forwarded-for']
    if (forwarded === undefined) return client
    const nearestFirst = String(forwarded).split(',').reverse()
    for (const [hop, address] of nearestFirst.entries()) {
      if (!trusted(client, hop)) break
      client = address.trim()
    }
    return client
  }
}
