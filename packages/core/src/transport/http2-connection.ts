import {
  type ClientHttp2Session,
  type ClientHttp2Stream,
  connect,
  type OutgoingHttpHeaders,
} from 'node:http2'
import type { Socket } from 'node:net'
import type { Clock } from '../ports/clock.js'
import { isKept } from './kept-connection.js'

/** Streams at once until the upstream says how many (RFC 9113, 6.5.2, asks for at least so many). */
const DEFAULT_STREAMS = 100

/** What one stream may send before it is read. */
const STREAM_WINDOW = 256 * 1024

/** So much that streams of slow clients do not hold up those of fast ones. */
const CONNECTION_WINDOW = 256 * STREAM_WINDOW

/** One HTTP/2 connection: how many streams are on it, and whether it takes more. */
export class Http2Connection {
  /** Settles when it is closed. */
  readonly closed: Promise<void>
  /** Whether anything has been answered on it yet. */
  answered = false
  readonly #session: ClientHttp2Session
  readonly #clock: Clock
  readonly #keepAliveMs: number
  readonly #ended: () => void
  #streams = 0
  #idleSince: number | undefined
  #maxStreams = DEFAULT_STREAMS
  #cancelKeepAlive: (() => void) | undefined

  /** `ended`: called when a stream has ended or the connection closes. */
  constructor(
    origin: string,
    socket: Socket,
    clock: Clock,
    keepAliveMs: number,
    ended: () => void,
  ) {
    this.#clock = clock
    this.#keepAliveMs = keepAliveMs
    this.#ended = ended
    const session = connect(origin, {
      createConnection: () => socket,
      settings: { enablePush: false, initialWindowSize: STREAM_WINDOW },
    })
    this.#session = session
    this.closed = new Promise((resolve) => {
      session.once('close', () => {
        this.#cancelKeepAlive?.()
        resolve()
        ended()
      })
    })
    session
      .once('connect', () => {
        if (this.isOpen) session.setLocalWindowSize(CONNECTION_WINDOW)
      })
      .on('remoteSettings', ({ maxConcurrentStreams }) => {
        this.#maxStreams = maxConcurrentStreams ?? DEFAULT_STREAMS
      })
      // Each stream hears of it by itself.
      .on('error', () => {})
  }

  /** Whether another stream may be opened. Not on a connection that the upstream is ending. */
  get hasRoom(): boolean {
    return this.isOpen && this.#streams < this.#maxStreams
  }

  get isOpen(): boolean {
    return !this.#session.closed && !this.#session.destroyed
  }

  /** Whether it was used before and has been idle since: the upstream may be closing it. */
  get isKept(): boolean {
    return this.answered && isKept(this.#idleSince, this.#clock.now())
  }

  /** Opens a stream. Throws for headers that HTTP/2 has no place for. */
  open(headers: OutgoingHttpHeaders, endStream: boolean): ClientHttp2Stream {
    const stream = this.#session.request(headers, { endStream })
    this.#streams++
    this.#idleSince = undefined
    this.#cancelKeepAlive?.()
    this.#session.ref()
    stream.once('close', () => this.#release())
    return stream
  }

  /** Ends it when its streams have ended. */
  close(): Promise<void> {
    this.#session.close()
    return this.closed
  }

  #release(): void {
    this.#streams--
    if (this.#streams === 0) this.#idleSince = this.#clock.now()
    if (this.#streams === 0 && this.isOpen) {
      this.#session.unref()
      this.#cancelKeepAlive = this.#clock.after(this.#keepAliveMs, () => this.#session.close())
    }
    this.#ended()
  }
}
