import { Client, type Dispatcher, Pool } from 'undici'
import type { Clock } from '../ports/clock.js'
import type { ConnectionPool, PoolSettings } from './connection-pool.js'
import { Http1Call, type KeptConnection } from './http1-call.js'
import type { OpenConnection } from './open-connection.js'
import { toHostname } from './proxy-address.js'

const HTTP1 = ['http/1.1']

/**
 * HTTP/1.1 connections, by undici's `dispatch`: raw header arrays and raw bytes both ways. Their
 * number has no limit, since a stream holds its connection for minutes.
 */
export function createHttp1Pool(
  origin: string,
  open: OpenConnection,
  { idleTimeoutMs, keepAliveMs }: PoolSettings,
  clock: Clock,
): ConnectionPool {
  const options: Client.Options = {
    // One request at a time; 0 closes a connection after each.
    pipelining: keepAliveMs > 0 ? 1 : 0,
    ...(keepAliveMs > 0 && { keepAliveTimeout: Math.ceil(keepAliveMs) }),
    // The wait for the head is the pipeline's, which knows what it waits for.
    headersTimeout: 0,
    bodyTimeout: Math.ceil(idleTimeoutMs),
  }
  const createClient = () => new Http1Connection(origin, open, options)
  const pool = new Pool(origin, { ...options, connections: null, factory: createClient })
  const others = new Set<Promise<void>>()

  /** A connection of its own for one request. */
  const anew = (): Dispatcher => {
    const client = createClient()
    // By then the request is on its way, and closing waits for it.
    const closed = Promise.resolve()
      .then(() => client.close())
      .finally(() => others.delete(closed))
    others.add(closed)
    return client
  }
  return {
    send(request, handler) {
      const call = new Http1Call(request, handler, clock, anew)
      call.dispatch(pool)
      return call
    },
    async close() {
      await Promise.all([pool.close(), ...others])
    },
  }
}

/** A client of undici's has one connection at a time; this one knows since when it is idle. */
class Http1Connection extends Client implements KeptConnection {
  idleSince: number | undefined

  constructor(origin: string, open: OpenConnection, options: Client.Options) {
    super(origin, {
      ...options,
      connect: ({ protocol, hostname, port }, callback) => {
        this.idleSince = undefined
        const target = { protocol, hostname: toHostname(hostname), port: toPort(protocol, port) }
        open(target, HTTP1).then(
          (socket) => callback(null, socket),
          (error: Error) => callback(error, null),
        )
      },
    })
  }

  override dispatch(
    options: Dispatcher.DispatchOptions,
    handler: Dispatcher.DispatchHandler,
  ): boolean {
    if (handler instanceof Http1Call) handler.connection = this
    return super.dispatch(options, handler)
  }
}

function toPort(protocol: string, port: string): number {
  if (port !== '') return Number(port)
  return protocol === 'https:' ? 443 : 80
}
