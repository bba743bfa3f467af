import { type Dispatcher, Pool } from 'undici'
import type { NetworkFault } from '../domain/outcome.js'
import type {
  Transport,
  TransportFault,
  UpstreamCall,
  UpstreamHandler,
  UpstreamRequest,
} from '../ports/transport.js'

/** How the transport treats connections. */
export interface TransportSettings {
  /** How long a connection, TLS included, may take to open. 0: no limit. */
  readonly connectTimeoutMs: number
  /** How long an answer's body may pause between two pieces. 0: no limit. */
  readonly idleTimeoutMs: number
  /** How long an unused connection is kept, where the upstream does not say. */
  readonly keepAliveMs: number
}

/**
 * Sends requests by undici's `dispatch`: raw header arrays and raw bytes both ways, one pool of
 * HTTP/1.1 connections per origin without a limit on their number, since a stream holds its
 * connection for minutes. Redirects are answers like any other.
 */
export function createUndiciTransport(settings: TransportSettings): Transport {
  const pools = new Map<string, Pool>()

  const poolOf = (origin: string): Pool => {
    let pool = pools.get(origin)
    if (pool === undefined) {
      pool = new Pool(origin, {
        connections: null,
        pipelining: 1,
        connectTimeout: settings.connectTimeoutMs,
        keepAliveTimeout: settings.keepAliveMs,
        // The wait for the head is the pipeline's, which knows what it waits for.
        headersTimeout: 0,
        bodyTimeout: settings.idleTimeoutMs,
      })
      pools.set(origin, pool)
    }
    return pool
  }

  return {
    send(request, handler) {
      const call = new Call(poolOf(request.origin), request, handler)
      call.dispatch()
      return call
    },
    async close() {
      await Promise.all([...pools.values()].map((pool) => pool.close()))
    },
  }
}

/** One upstream request: undici's handler on one side, ours on the other. */
class Call implements UpstreamCall {
  readonly #pool: Pool
  readonly #request: UpstreamRequest
  readonly #handler: UpstreamHandler
  #abort: (() => void) | undefined
  #aborted = false
  #begun = false
  #resent = false

  constructor(pool: Pool, request: UpstreamRequest, handler: UpstreamHandler) {
    this.#pool = pool
    this.#request = request
    this.#handler = handler
  }

  dispatch(): void {
    const { method, path, headers, body } = this.#request
    this.#pool.dispatch(
      { method: method as Dispatcher.HttpMethod, path, headers: headers as string[], body },
      this,
    )
  }

  abort(): void {
    this.#aborted = true
    this.#abort?.()
  }

  onConnect(abort: () => void): void {
    if (this.#aborted) abort()
    else this.#abort = abort
  }

  onHeaders(status: number, rawHeaders: Buffer[], resume: () => void): boolean {
    if (this.#aborted) return false
    if (status < 200) return true
    this.#begun = true
    const headers = new Array<string>(rawHeaders.length)
    for (let at = 0; at < rawHeaders.length; at++) {
      headers[at] = (rawHeaders[at] as Buffer).toString('latin1')
    }
    this.#handler.onHead(status, headers, resume)
    return true
  }

  onData(chunk: Buffer): boolean {
    return this.#aborted || this.#handler.onData(chunk)
  }

  onComplete(): void {
    if (!this.#aborted) this.#handler.onEnd()
  }

  onError(error: Error): void {
    if (this.#aborted) return
    if (!this.#resent && !this.#begun && isStaleConnection(error)) {
      this.#resent = true
      this.dispatch()
      return
    }
    this.#handler.onFault(toFault(error))
  }
}

/**
 * Whether the upstream closed a kept connection just as a request was written to it: it had
 * answered there before and sent nothing to this request. That says nothing about the channel, so
 * the request is sent once more, on another connection.
 */
function isStaleConnection(error: Error): boolean {
  const { code, socket } = error as Error & { code?: string; socket?: { bytesRead?: number } }
  return (code === 'UND_ERR_SOCKET' || code === 'ECONNRESET') && (socket?.bytesRead ?? 0) > 0
}

const FAULTS: Readonly<Record<string, TransportFault['fault']>> = {
  UND_ERR_CONNECT_TIMEOUT: 'connect-timeout',
  UND_ERR_HEADERS_TIMEOUT: 'first-event-timeout',
  UND_ERR_BODY_TIMEOUT: 'idle-timeout',
  ETIMEDOUT: 'connect-timeout',
  ECONNREFUSED: 'refused',
  EHOSTUNREACH: 'refused',
  ENETUNREACH: 'refused',
  EHOSTDOWN: 'refused',
  ENOTFOUND: 'dns',
  EAI_AGAIN: 'dns',
  EAI_FAIL: 'dns',
  ECONNRESET: 'reset',
  EPIPE: 'reset',
  UND_ERR_SOCKET: 'reset',
}

const TLS_CODE = /CERT|TLS|SSL|SELF_SIGNED|UNABLE_TO_|ALTNAME/

function toFault(error: Error): TransportFault {
  const code = (error as Error & { code?: string }).code ?? ''
  const fault: NetworkFault | 'idle-timeout' =
    FAULTS[code] ?? (TLS_CODE.test(code) ? 'tls' : 'reset')
  return { fault, message: code === '' ? error.message : `${code}: ${error.message}` }
}
