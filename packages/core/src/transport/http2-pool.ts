import type { Socket } from 'node:net'
import type { Clock } from '../ports/clock.js'
import type { UpstreamCall, UpstreamHandler, UpstreamRequest } from '../ports/transport.js'
import type { ConnectionPool, PoolSettings } from './connection-pool.js'
import { Http2Call } from './http2-call.js'
import { Http2Connection } from './http2-connection.js'
import type { OpenConnection } from './open-connection.js'
import { toHostname } from './proxy-address.js'
import { ConnectionError, toFault } from './to-fault.js'

const PROTOCOLS = ['h2', 'http/1.1']

/**
 * HTTP/2 connections to a TLS origin, by `node:http2`. An upstream that does not speak it is
 * spoken to by HTTP/1.1 for good. Written here because undici's own takes a cancelled stream for
 * a whole one, and breaks the streams under way off when an upstream ends a connection in order.
 */
export function createHttp2Pool(
  origin: string,
  open: OpenConnection,
  settings: PoolSettings,
  clock: Clock,
  createHttp1Pool: () => ConnectionPool,
): ConnectionPool {
  return new Http2Pool(origin, open, settings, clock, createHttp1Pool)
}

class Http2Pool implements ConnectionPool {
  readonly #origin: string
  readonly #open: OpenConnection
  readonly #settings: PoolSettings
  readonly #clock: Clock
  readonly #createHttp1Pool: () => ConnectionPool
  readonly #connections = new Set<Http2Connection>()
  #waiting: PlacedCall[] = []
  #opening: Promise<void> | undefined
  #http1: ConnectionPool | undefined
  #closed = false

  constructor(
    origin: string,
    open: OpenConnection,
    settings: PoolSettings,
    clock: Clock,
    createHttp1Pool: () => ConnectionPool,
  ) {
    this.#origin = origin
    this.#open = open
    this.#settings = settings
    this.#clock = clock
    this.#createHttp1Pool = createHttp1Pool
  }

  send(request: UpstreamRequest, handler: UpstreamHandler): UpstreamCall {
    if (this.#http1 !== undefined) return this.#http1.send(request, handler)
    const call = new PlacedCall(request, handler)
    if (this.#closed) call.fail(new ConnectionError('CLOSED', 'the transport is closed'))
    else this.#place(call)
    return call
  }

  async close(): Promise<void> {
    this.#closed = true
    await this.#opening
    await Promise.all([...this.#connections].map((connection) => connection.close()))
    await this.#http1?.close()
  }

  #place(call: PlacedCall): void {
    this.#waiting.push(call)
    this.#serve()
  }

  /** Gives the waiting calls the room there is, and makes more where it is not enough. */
  #serve(): void {
    for (const connection of this.#connections) {
      if (!connection.isOpen) this.#connections.delete(connection)
      while (connection.hasRoom) {
        const call = this.#waiting.shift()
        if (call === undefined) return
        this.#begin(call, connection)
      }
    }
    if (this.#waiting.length > 0 && this.#opening === undefined) {
      this.#opening = this.#connect().finally(() => {
        this.#opening = undefined
        this.#serve()
      })
    }
  }

  #begin(call: PlacedCall, connection: Http2Connection): void {
    // Later, since the call that gives up may not have begun in earnest.
    const placeAgain = () => queueMicrotask(() => this.#place(call))
    const options = {
      clock: this.#clock,
      idleTimeoutMs: this.#settings.idleTimeoutMs,
      resend: call.placements === 0 ? placeAgain : undefined,
    }
    call.begin((request, handler) => new Http2Call(connection, request, handler, options))
  }

  async #connect(): Promise<void> {
    try {
      const { protocol, hostname, port } = new URL(this.#origin)
      const target = { protocol, hostname: toHostname(hostname), port: Number(port || 443) }
      this.#use(await this.#open(target, PROTOCOLS))
    } catch (error) {
      for (const call of this.#waiting.splice(0)) call.fail(error as Error)
    }
  }

  #use(socket: Socket & { readonly alpnProtocol?: string | false | null }): void {
    if (socket.alpnProtocol === 'h2') {
      const { keepAliveMs } = this.#settings
      const serve = () => this.#serve()
      this.#connections.add(
        new Http2Connection(this.#origin, socket, this.#clock, keepAliveMs, serve),
      )
      return
    }
    socket.destroy()
    const http1 = this.#createHttp1Pool()
    this.#http1 = http1
    for (const call of this.#waiting.splice(0)) {
      call.begin((request, handler) => http1.send(request, handler))
    }
  }
}

/** A request on its way to a connection, and then on it. */
class PlacedCall implements UpstreamCall {
  /** How many connections have been given it. */
  placements = 0
  readonly #request: UpstreamRequest
  readonly #handler: UpstreamHandler
  #call: UpstreamCall | undefined
  #aborted = false

  constructor(request: UpstreamRequest, handler: UpstreamHandler) {
    this.#request = request
    this.#handler = handler
  }

  begin(send: (request: UpstreamRequest, handler: UpstreamHandler) => UpstreamCall): void {
    if (this.#aborted) return
    this.placements++
    this.#call = send(this.#request, this.#handler)
  }

  fail(error: Error): void {
    if (!this.#aborted) this.#handler.onFault(toFault(error))
  }

  abort(): void {
    this.#aborted = true
    this.#call?.abort()
  }
}
