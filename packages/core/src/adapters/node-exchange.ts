import type { IncomingMessage, ServerResponse } from 'node:http'
import { headerValue } from '../domain/headers.js'
import type { Exchange, RawHeaders } from '../domain/message.js'
import { readNodeBody } from './node-body.js'

/** What a host knows better than the request itself. */
export interface NodeExchangeOptions {
  /** Path and query as the proxy's routes spell them, where a mount path was cut off. */
  readonly target?: string | undefined
  /** The client's address as the host trusts it. */
  readonly remoteAddress?: string | undefined
}

/**
 * One exchange over `node:http`, for `proxy.handle`. What is written within one tick goes out in
 * one piece. For hosts that `createNodeHandler` does not fit.
 */
export function createNodeExchange(
  request: IncomingMessage,
  response: ServerResponse,
  options: NodeExchangeOptions = {},
): Exchange {
  return new NodeExchange(request, response, options)
}

class NodeExchange implements Exchange {
  readonly method: string
  readonly target: string
  readonly headers: RawHeaders
  readonly remoteAddress: string | null
  isAnswered = false
  readonly #request: IncomingMessage
  readonly #response: ServerResponse
  /** What has come within this tick. */
  #pending: Uint8Array[] = []
  #hasLength = false

  constructor(request: IncomingMessage, response: ServerResponse, options: NodeExchangeOptions) {
    this.#request = request
    this.#response = response
    this.method = request.method ?? 'GET'
    this.target = options.target ?? request.url ?? '/'
    this.headers = request.rawHeaders
    this.remoteAddress = options.remoteAddress ?? request.socket.remoteAddress ?? null
    // Without a listener, a write to a connection that has just gone would be thrown.
    response.on('error', () => {})
  }

  readBody(limit: number): Promise<Uint8Array> {
    return readNodeBody(this.#request, limit)
  }

  writeHead(status: number, headers: RawHeaders): void {
    this.isAnswered = true
    this.#hasLength = hasLength(headers)
    const response = this.#response
    // A flat list goes out as it is, repeated names included, but only where the host set nothing.
    if (response.getHeaderNames().length === 0) {
      response.writeHead(status, headers as string[])
      return
    }
    for (let at = 0; at < headers.length; at += 2) response.removeHeader(headers[at] as string)
    for (let at = 0; at < headers.length; at += 2) {
      response.appendHeader(headers[at] as string, headers[at + 1] as string)
    }
    response.writeHead(status)
  }

  write(chunk: Uint8Array): boolean {
    this.#pending.push(chunk)
    if (this.#pending.length === 1) process.nextTick(flush, this)
    return !this.#response.writableNeedDrain
  }

  end(): void {
    if (!this.#request.complete) dropUnlessComplete(this.#request)
    const rest = this.#takePending()
    if (rest === undefined) this.#response.end()
    else this.#response.end(rest)
  }

  destroy(): void {
    this.flush()
    const { socket } = this.#response
    if (!this.isAnswered || socket === null) this.#response.destroy()
    // Where the connection's end is the answer's, an orderly one would make it look whole.
    else if (this.#endsWithConnection) socket.resetAndDestroy()
    // What has been written still goes out; the missing end tells the client what happened.
    else socket.destroySoon()
  }

  /** For HTTP/1.0, which many reverse proxies speak to what is behind them. */
  get #endsWithConnection(): boolean {
    return !this.#response.chunkedEncoding && !this.#hasLength
  }

  onAbort(listener: () => void): void {
    const response = this.#response
    if (response.destroyed) {
      listener()
      return
    }
    response.once('close', () => {
      if (!response.writableEnded) listener()
    })
  }

  onDrain(listener: () => void): void {
    this.#response.removeAllListeners('drain').on('drain', listener)
  }

  flush(): void {
    const bytes = this.#takePending()
    if (bytes !== undefined) this.#response.write(bytes)
  }

  #takePending(): Uint8Array | undefined {
    const pending = this.#pending
    if (pending.length === 0) return undefined
    this.#pending = []
    // One piece makes one chunk of the answer; each costs more than copying a few events does.
    return pending.length === 1 ? pending[0] : Buffer.concat(pending)
  }
}

function hasLength(headers: RawHeaders): boolean {
  return headerValue(headers, 'content-length') !== undefined
}

/** How long a client may go on sending what nobody will read. */
const LEFTOVER_MS = 30_000

/**
 * A refused client may still be sending its body. Hanging up at once could take the answer from it,
 * and never hanging up would let anybody hold connections open.
 */
function dropUnlessComplete(request: IncomingMessage): void {
  const timer = setTimeout(() => {
    if (!request.complete) request.destroy()
  }, LEFTOVER_MS)
  timer.unref()
}

/** One function for all exchanges: a closure per tick would cost more than the call. */
function flush(exchange: NodeExchange): void {
  exchange.flush()
}
