import { readFileSync } from 'node:fs'
import tls from 'node:tls'

/**
 * The certificates of a channel's own authority beside those that are trusted anyway. Parsing them
 * takes milliseconds: made once for a pool of connections. A text that holds none adds none.
 */
export function trustAlso(ca: string): tls.SecureContext {
  return tls.createSecureContext({ ca: [...trustedAnyway(), ca] })
}

/** What Node trusts where a connection names no authority, `NODE_EXTRA_CA_CERTS` included. */
function trustedAnyway(): readonly string[] {
  // Since Node 22.15.
  const { getCACertificates } = tls as { getCACertificates?: () => string[] }
  if (getCACertificates !== undefined) return getCACertificates()
  const extra = process.env.NODE_EXTRA_CA_CERTS
  return extra === undefined ? tls.rootCertificates : [...tls.rootCertificates, readPem(extra)]
}

/** As Node does: a file that cannot be read is passed over. */
function readPem(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return ''
  }
}
