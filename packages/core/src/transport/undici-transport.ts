import type { ChannelConnection } from '../domain/channel.js'
import { type Clock, systemClock } from '../ports/clock.js'
import type { Transport, UpstreamCall } from '../ports/transport.js'
import type { ConnectionPool, PoolSettings } from './connection-pool.js'
import { createHttp2Pool } from './http2-pool.js'
import { createLazyHttp1Pool } from './lazy-http1-pool.js'
import { type ConnectionSettings, createConnector } from './open-connection.js'
import { createPools } from './pools.js'
import { toFault } from './to-fault.js'

/** How the transport treats connections. */
export interface TransportSettings extends ConnectionSettings, PoolSettings {}

const NO_CALL: UpstreamCall = { abort: () => {} }

/**
 * Sends requests by HTTP/1.1, or by HTTP/2 where a channel offers it and its upstream takes it.
 * Header lines and bodies pass as they are; redirects are answers like any other.
 */
export function createUndiciTransport(
  settings: TransportSettings,
  clock: Clock = systemClock,
): Transport {
  const createPool = (origin: string, connection: ChannelConnection): ConnectionPool => {
    const open = createConnector(connection, settings, clock)
    const createHttp1 = () => createLazyHttp1Pool(origin, open, settings, clock)
    return connection.http2 && origin.startsWith('https:')
      ? createHttp2Pool(origin, open, settings, clock, createHttp1)
      : createHttp1()
  }
  const pools = createPools(createPool, clock)
  return {
    send(request, handler) {
      let pool: ConnectionPool
      try {
        pool = pools.get(request.origin, request.connection)
      } catch (error) {
        // A proxy URL that is none: the channel's fault, like a proxy that is not there.
        handler.onFault(toFault(error as Error))
        return NO_CALL
      }
      return pool.send(request, handler)
    },
    close: () => pools.close(),
  }
}
