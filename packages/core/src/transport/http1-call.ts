import type { Dispatcher } from 'undici'
import type { Clock } from '../ports/clock.js'
import type { UpstreamCall, UpstreamHandler, UpstreamRequest } from '../ports/transport.js'
import { isKept } from './kept-connection.js'
import { toFault } from './to-fault.js'

/** A connection that may be used again. */
export interface KeptConnection {
  /** Epoch milliseconds of the end of its last answer; undefined before the first. */
  idleSince: number | undefined
}

/** One request over HTTP/1.1: undici's handler on one side, ours on the other. */
export class Http1Call implements UpstreamCall {
  /** Where it goes: set by the connection that takes it. */
  connection: KeptConnection | undefined
  readonly #request: UpstreamRequest
  readonly #handler: UpstreamHandler
  readonly #clock: Clock
  readonly #anew: () => Dispatcher
  #abort: (() => void) | undefined
  #aborted = false
  #onKeptConnection = false
  #heard = false
  #resent = false

  /** `anew` gives a connection that was not open before. */
  constructor(
    request: UpstreamRequest,
    handler: UpstreamHandler,
    clock: Clock,
    anew: () => Dispatcher,
  ) {
    this.#request = request
    this.#handler = handler
    this.#clock = clock
    this.#anew = anew
  }

  dispatch(dispatcher: Dispatcher): void {
    const { method, path, headers, body } = this.#request
    dispatcher.dispatch(
      { method: method as Dispatcher.HttpMethod, path, headers: headers as string[], body },
      this,
    )
  }

  abort(): void {
    this.#aborted = true
    this.#abort?.()
  }

  onConnect(abort: () => void): void {
    this.#onKeptConnection = isKept(this.connection?.idleSince, this.#clock.now())
    if (this.#aborted) {
      abort()
    } else {
      this.#abort = abort
      this.#handler.onConnect?.()
    }
  }

  onHeaders(status: number, rawHeaders: Buffer[], resume: () => void): boolean {
    if (this.#aborted) return false
    this.#heard = true
    if (status < 200) return true
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
    if (this.connection !== undefined) this.connection.idleSince = this.#clock.now()
    if (!this.#aborted) this.#handler.onEnd()
  }

  onError(error: Error): void {
    if (this.#aborted) return
    if (this.#isStale(error)) {
      this.#resent = true
      this.dispatch(this.#anew())
    } else {
      this.#handler.onFault(toFault(error))
    }
  }

  /**
   * Whether the upstream closed an idle connection just as a request was written to it: it had
   * answered there before and said nothing to this request. That says nothing about the channel,
   * so the request is sent once more, on a connection that is new.
   */
  #isStale(error: Error): boolean {
    if (this.#resent || this.#heard || !this.#onKeptConnection) return false
    const { code } = error as Error & { code?: string }
    return code === 'UND_ERR_SOCKET' || code === 'ECONNRESET' || code === 'EPIPE'
  }
}
