import { connect as connectTcp, isIP, type LookupFunction, type Socket } from 'node:net'
import { type ConnectionOptions, connect as connectTls, type TLSSocket } from 'node:tls'
import type { ChannelConnection } from '../domain/channel.js'
import type { Clock } from '../ports/clock.js'
import { openHttpTunnel } from './http-tunnel.js'
import { type ProxyAddress, toProxyAddress } from './proxy-address.js'
import { openSocks5Tunnel } from './socks5-tunnel.js'
import { ConnectionError } from './to-fault.js'
import { trustAlso } from './trusted-certificates.js'

/** Where a connection leads. */
export interface Target {
  readonly protocol: string
  /** Name or address; IPv6 without brackets. */
  readonly hostname: string
  readonly port: number
}

/** What holds for every connection, whatever its channel says. */
export interface ConnectionSettings {
  /** For all of it, proxy and TLS included. 0: no limit. */
  readonly connectTimeoutMs: number
  /**
   * Resolves names in the place of `dns.lookup`, also a proxy's. Literal addresses are shown to it
   * too, also those that a proxy is asked for, so that it can refuse them.
   */
  readonly lookup?: LookupFunction | undefined
}

/**
 * Opens a connection, TLS included. `protocols` are offered by ALPN; what was agreed on is the
 * socket's `alpnProtocol`. Rejects with an error that `toFault` understands. The socket is the
 * caller's, who is to listen for its errors in the same tick.
 */
export type OpenConnection = (target: Target, protocols: readonly string[]) => Promise<Socket>

const TCP_OPTIONS = {
  noDelay: true,
  keepAlive: true,
  keepAliveInitialDelay: 60_000,
  // Streams of large answers are read in pieces of this size.
  highWaterMark: 64 * 1024,
} as const

/**
 * Makes the way to a channel's upstream: through its proxy if it has one, TLS checked against what
 * the system trusts and the channel's own authority, unless the channel wants no check. A proxy
 * resolves the upstream's name itself.
 */
export function createConnector(
  { proxyUrl, ca, insecureTls }: ChannelConnection,
  { connectTimeoutMs, lookup }: ConnectionSettings,
  clock: Clock,
): OpenConnection {
  const proxy = proxyUrl === null ? undefined : toProxyAddress(proxyUrl.reveal())
  const trust = {
    rejectUnauthorized: !insecureTls,
    ...(ca !== null && { secureContext: trustAlso(ca) }),
  }
  let session: Buffer | undefined

  const secure = (socket: Socket, hostname: string, options: ConnectionOptions): TLSSocket =>
    connectTls({
      ...trust,
      ...options,
      socket,
      host: hostname,
      servername: isIP(hostname) === 0 ? hostname : '',
    })

  return async (target, protocols) => {
    const { hostname: host, port } = proxy ?? target
    if (lookup !== undefined) {
      for (const name of new Set([host, target.hostname])) await showLiteral(name, lookup)
    }
    let socket: Socket = connectTcp({ ...TCP_OPTIONS, host, port, ...(lookup && { lookup }) })
    const cancelDeadline = limit(clock, connectTimeoutMs, (error) => socket.destroy(error))
    try {
      await reached(socket, 'connect')
      if (proxy?.protocol === 'https:') {
        socket = secure(socket, proxy.hostname, {})
        await reached(socket, 'secureConnect')
      }
      if (proxy !== undefined) await openTunnel(socket, target, proxy)
      if (target.protocol === 'https:') {
        const ALPNProtocols = [...protocols]
        socket = secure(socket, target.hostname, { ALPNProtocols, ...(session && { session }) })
        socket.on('session', (fresh: Buffer) => {
          session = fresh
        })
        await reached(socket, 'secureConnect')
      }
      return socket
    } catch (error) {
      socket.destroy()
      throw error
    } finally {
      cancelDeadline()
    }
  }
}

/** Rejects for a literal address that a lookup refuses: `net.connect` asks it for names only. */
function showLiteral(name: string, lookup: LookupFunction): Promise<void> | undefined {
  if (isIP(name) === 0) return undefined
  return new Promise((resolve, reject) => {
    lookup(name, { all: true }, (error) => (error ? reject(error) : resolve()))
  })
}

function openTunnel(socket: Socket, target: Target, proxy: ProxyAddress): Promise<void> {
  return proxy.protocol === 'socks5:'
    ? openSocks5Tunnel(socket, target, proxy)
    : openHttpTunnel(socket, target, proxy)
}

function limit(clock: Clock, ms: number, expire: (error: Error) => void): () => void {
  if (ms === 0) return () => {}
  return clock.after(ms, () =>
    expire(new ConnectionError('CONNECT_TIMEOUT', `no connection within ${ms} ms`)),
  )
}

function reached(socket: Socket, event: 'connect' | 'secureConnect'): Promise<void> {
  return new Promise((resolve, reject) => {
    const closed = () => reject(new ConnectionError('CLOSED', 'closed before it was open'))
    // Stays for good: an error after the last step must not be thrown for want of a listener.
    socket.on('error', reject).once('close', closed)
    socket.once(event, () => {
      socket.off('close', closed)
      resolve()
    })
  })
}
