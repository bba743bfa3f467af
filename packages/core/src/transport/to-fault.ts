import type { NetworkFault } from '../domain/outcome.js'
import type { TransportFault } from '../ports/transport.js'

/** A connection that was given up: carries a code by which {@link toFault} tells its kind. */
export class ConnectionError extends Error {
  readonly code: 'CONNECT_TIMEOUT' | 'PROXY_REFUSED' | 'CLOSED' | 'IDLE_TIMEOUT'

  constructor(code: ConnectionError['code'], message: string) {
    super(message)
    this.name = 'ConnectionError'
    this.code = code
  }
}

const FAULTS: Readonly<Record<string, TransportFault['fault']>> = {
  CONNECT_TIMEOUT: 'connect-timeout',
  PROXY_REFUSED: 'refused',
  CLOSED: 'reset',
  IDLE_TIMEOUT: 'idle-timeout',
  UND_ERR_HEADERS_TIMEOUT: 'first-event-timeout',
  UND_ERR_BODY_TIMEOUT: 'idle-timeout',
  UND_ERR_SOCKET: 'reset',
  ETIMEDOUT: 'connect-timeout',
  ECONNREFUSED: 'refused',
  EACCES: 'refused',
  EHOSTUNREACH: 'refused',
  ENETUNREACH: 'refused',
  EHOSTDOWN: 'refused',
  ENOTFOUND: 'dns',
  EAI_AGAIN: 'dns',
  EAI_FAIL: 'dns',
  ECONNRESET: 'reset',
  EPIPE: 'reset',
}

const TLS_CODE = /CERT|TLS|SSL|SELF_SIGNED|UNABLE_TO_|ALTNAME|OSSL/

/** What an error of a connection means for the channel. What is not known counts as a reset. */
export function toFault(error: Error): TransportFault {
  const code = (error as Error & { code?: string }).code ?? ''
  const fault: NetworkFault | 'idle-timeout' =
    FAULTS[code] ?? (TLS_CODE.test(code) ? 'tls' : 'reset')
  return { fault, message: code === '' ? error.message : `${code}: ${error.message}` }
}
