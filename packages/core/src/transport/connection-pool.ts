import type { UpstreamCall, UpstreamHandler, UpstreamRequest } from '../ports/transport.js'

/** The connections to one origin that are made in one way. */
export interface ConnectionPool {
  /** Never throws: what goes wrong is the handler's to hear, perhaps before this returns. */
  send(request: UpstreamRequest, handler: UpstreamHandler): UpstreamCall
  /** Ends idle connections at once and the others when their answers end. */
  close(): Promise<void>
}

/** How a pool treats its connections; times in milliseconds. */
export interface PoolSettings {
  /** How long an answer's body may pause between two pieces. 0: no limit. */
  readonly idleTimeoutMs: number
  /** How long an unused connection is kept, where the upstream does not say. 0: not at all. */
  readonly keepAliveMs: number
}
