import type { ChannelConnection } from '../domain/channel.js'
import type { RawHeaders } from '../domain/message.js'
import type { NetworkFault } from '../domain/outcome.js'

/** One request to an upstream, ready to send. */
export interface UpstreamRequest {
  readonly method: string
  /** Scheme, host and port. */
  readonly origin: string
  /** Path and query. */
  readonly path: string
  /** Without `host`, `content-length` and hop-by-hop headers: the transport adds its own. */
  readonly headers: RawHeaders
  readonly body: Uint8Array | null
  /** How to connect; left out: directly, with TLS checked, by HTTP/1.1. */
  readonly connection?: ChannelConnection | undefined
}

/** A failure to get or to finish an answer. */
export interface TransportFault {
  readonly fault: NetworkFault | 'idle-timeout'
  /** For people; holds no credential. */
  readonly message: string
}

/**
 * Who is told what an upstream answers. Calls come in this order: `onConnect`, `onHead` once, `onData` any
 * number of times, then `onEnd` or `onFault`. `onFault` may come at any point, and is the last
 * call when it comes. No call is made after {@link UpstreamCall.abort}.
 */
export interface UpstreamHandler {
  /**
   * The request goes out on a connection. May come once more where that was an old one that failed,
   * and not at all from a transport that does not know.
   */
  onConnect?(): void
  /** The final (not 1xx) status and headers. `resume` restarts a body paused by `onData`. */
  onHead(status: number, headers: RawHeaders, resume: () => void): void
  /** The chunk belongs to the handler. False: pause until `resume` is called. */
  onData(chunk: Uint8Array): boolean
  onEnd(): void
  onFault(fault: TransportFault): void
}

/** An upstream request under way. */
export interface UpstreamCall {
  /** Stops it and closes its connection. Safe to call at any time, also twice. */
  abort(): void
}

/** Sends requests to upstreams: raw bytes both ways, no redirects followed, TLS checked. */
export interface Transport {
  send(request: UpstreamRequest, handler: UpstreamHandler): UpstreamCall
  /** Ends idle connections at once and the others when their answers end. */
  close(): Promise<void>
}
