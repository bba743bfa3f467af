import { type LookupAddress, type LookupOptions, lookup as systemLookup } from 'node:dns'
import { type AddressPolicy, refuseAddress, refuseHost } from './address-policy.js'

type LookupCallback = (
  error: NodeJS.ErrnoException | null,
  address: string | LookupAddress[],
  family?: number,
) => void

/** The shape of `dns.lookup` that `net.connect` and `tls.connect` take. */
export type Lookup = (hostname: string, options: LookupOptions, callback: LookupCallback) => void

/**
 * Resolves names as the system does and refuses what the policy closes, so that a name which was
 * harmless when a channel was written cannot lead elsewhere later (DNS rebinding): the addresses
 * that are checked are the very ones that are connected to. Fails with `EACCES` when any address
 * of the name is closed. Literal addresses in URLs never come here; `refuseHost` checks those.
 */
export function createGuardedLookup(
  policy: AddressPolicy,
  resolve: Lookup = systemLookup as Lookup,
): Lookup {
  return (hostname, options, callback) => {
    const refused = refuseHost(hostname, policy)
    if (refused) return callback(toError(hostname, refused), '')
    resolve(hostname, { ...options, all: true }, (error, found) => {
      if (error) return callback(error, '')
      const addresses = typeof found === 'string' ? [] : found
      for (const { address } of addresses) {
        const reason = refuseAddress(address, policy)
        if (reason) return callback(toError(hostname, `has an address that ${reason}`), '')
      }
      const first = addresses[0]
      if (options.all) callback(null, addresses)
      else if (first) callback(null, first.address, first.family)
      else callback(toError(hostname, 'has no address'), '')
    })
  }
}

function toError(hostname: string, reason: string): NodeJS.ErrnoException {
  const error: NodeJS.ErrnoException = new Error(`${hostname} ${reason}`)
  error.code = 'EACCES'
  error.syscall = 'getaddrinfo'
  return error
}
