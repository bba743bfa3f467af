import { type ClientHttp2Stream, constants } from 'node:http2'
import type { RawHeaders } from '../domain/message.js'
import type { Clock } from '../ports/clock.js'
import type { UpstreamCall, UpstreamHandler, UpstreamRequest } from '../ports/transport.js'
import type { Http2Connection } from './http2-connection.js'
import { fromHttp2Headers, toHttp2Headers } from './http2-headers.js'
import { ConnectionError, toFault } from './to-fault.js'

/** What a call needs beside its connection. */
export interface Http2CallOptions {
  readonly clock: Clock
  readonly idleTimeoutMs: number
  /** Sends the request on another connection; called at most once, and then the call is over. */
  readonly resend: (() => void) | undefined
}

/** One request as a stream of an HTTP/2 connection. */
export class Http2Call implements UpstreamCall {
  readonly #handler: UpstreamHandler
  readonly #options: Http2CallOptions
  readonly #onKeptConnection: boolean
  #stream: ClientHttp2Stream | undefined
  #over = false
  #heard = false
  #hasHead = false
  #paused = false
  #heardAt = 0
  #cancelIdle: (() => void) | undefined

  constructor(
    connection: Http2Connection,
    request: UpstreamRequest,
    handler: UpstreamHandler,
    options: Http2CallOptions,
  ) {
    this.#handler = handler
    this.#options = options
    this.#onKeptConnection = connection.isKept
    try {
      const stream = connection.open(toHttp2Headers(request), request.body === null)
      this.#stream = stream
      this.#listen(stream, connection)
      handler.onConnect?.()
      if (request.body !== null) stream.end(request.body)
    } catch (error) {
      this.#fail(error as Error)
    }
  }

  abort(): void {
    this.#finish()
    // An answer that nobody reads any more would hold its stream open.
    this.#stream?.close(constants.NGHTTP2_CANCEL)
    this.#stream?.destroy()
  }

  #listen(stream: ClientHttp2Stream, connection: Http2Connection): void {
    stream
      .on('headers', () => {
        this.#heard = true
      })
      .on('response', (headers, ...rest: unknown[]) => {
        connection.answered = true
        // The lines as they came follow the flags.
        this.#begin(Number(headers[':status']), rest[1] as RawHeaders)
      })
      .on('data', (chunk: Buffer) => this.#take(chunk))
      .on('end', () => this.#end(stream.rstCode))
      .on('error', (error) => this.#fail(error))
      .on('close', () => this.#fail(new ConnectionError('CLOSED', 'the stream was closed')))
  }

  #begin(status: number, raw: RawHeaders): void {
    if (this.#over) return
    this.#heard = true
    this.#hasHead = true
    this.#heardAt = this.#options.clock.now()
    this.#watch(this.#options.idleTimeoutMs)
    this.#handler.onHead(status, fromHttp2Headers(raw), () => this.#resume())
  }

  #take(chunk: Buffer): void {
    if (this.#over) return
    this.#heardAt = this.#options.clock.now()
    if (!this.#handler.onData(chunk) && !this.#over) {
      this.#paused = true
      this.#stream?.pause()
    }
  }

  #resume(): void {
    this.#paused = false
    this.#heardAt = this.#options.clock.now()
    this.#stream?.resume()
  }

  /** A cancelled stream ends too: only one that was not reset is whole. */
  #end(resetCode: number): void {
    if (this.#hasHead && resetCode === constants.NGHTTP2_NO_ERROR) {
      if (this.#finish()) this.#handler.onEnd()
    } else {
      this.#fail(new ConnectionError('CLOSED', `the stream was reset with code ${resetCode}`))
    }
  }

  #fail(error: Error): void {
    const isUnseen = this.#isUnseen()
    if (!this.#finish()) return
    this.#stream?.destroy()
    if (isUnseen) this.#options.resend?.()
    else this.#handler.onFault(toFault(error))
  }

  /**
   * Whether the upstream cannot have looked at the request: it says so by refusing the stream, or
   * it closed a connection, on which nothing else went on, just as the request was written to it.
   */
  #isUnseen(): boolean {
    if (this.#options.resend === undefined || this.#heard) return false
    return this.#onKeptConnection || this.#stream?.rstCode === constants.NGHTTP2_REFUSED_STREAM
  }

  /** Counts bytes, not reads: what the client has not taken yet is not the upstream's silence. */
  #watch(waitMs: number): void {
    const { clock, idleTimeoutMs } = this.#options
    if (idleTimeoutMs === 0) return
    this.#cancelIdle = clock.after(waitMs, () => {
      const silentMs = this.#paused ? 0 : clock.now() - this.#heardAt
      if (silentMs < idleTimeoutMs) this.#watch(idleTimeoutMs - silentMs)
      else this.#fail(new ConnectionError('IDLE_TIMEOUT', `nothing for ${silentMs} ms`))
    })
  }

  #finish(): boolean {
    if (this.#over) return false
    this.#over = true
    this.#cancelIdle?.()
    return true
  }
}
