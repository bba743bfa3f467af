import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import type { RawHeaders } from '../domain/message.js'
import { CutError, createByteReader } from './byte-reader.js'
import {
  encodeHead,
  headerValue,
  headerValues,
  readBody,
  readHead,
  responseFraming,
  type WireHead,
} from './http-wire.js'

/** A request, sent exactly as written here. */
export interface RawRequest {
  readonly method?: string
  /** Path and query; any bytes. */
  readonly target?: string
  /** Header lines after `Host`, in this order; `Content-Length` follows when there is a body. */
  readonly headers?: RawHeaders
  readonly body?: string | Uint8Array
  /** Neither `Host` nor `Content-Length` is added, and the body is sent as it is. */
  readonly bare?: boolean
}

/**
 * How an answer ended: with its framing's end, by an orderly close before it, or by a reset. A
 * reset that arrives together with bytes may be seen as `closed`: the system reports it so.
 */
export type RawEnding = 'complete' | 'closed' | 'reset'

/** An answer, with its body still to be read. */
export interface RawAnswer extends WireHead {
  readonly status: number
  /** 1xx answers that came first. */
  readonly informational: readonly WireHead[]
  header(name: string): string | undefined
  headerValues(name: string): string[]
  /** The next bytes of the body as they arrive; null at the end, whatever kind of end it is. */
  read(): Promise<Buffer | null>
  /** The next server-sent event with its blank line; null at the end. */
  readEvent(): Promise<string | null>
  /** Everything not yet read. */
  rest(): Promise<Buffer>
  /** Known once `read` has returned null. */
  readonly ending: RawEnding | undefined
  readonly trailers: RawHeaders
}

/** A whole answer. */
export interface RawResponse extends WireHead {
  readonly status: number
  readonly informational: readonly WireHead[]
  readonly body: Buffer
  readonly ending: RawEnding
  readonly trailers: RawHeaders
  header(name: string): string | undefined
  headerValues(name: string): string[]
  json(): unknown
}

/** One HTTP/1.1 connection. Nothing is read from it but on demand, so the server feels back-pressure. */
export interface RawConnection {
  /** Sends a request; an answer is to be read before the next. */
  send(request: RawRequest): void
  /** Sends bytes. */
  write(bytes: string | Uint8Array): void
  /** Reads the next answer's head. Rejects with `CutError` when there is none. */
  answer(): Promise<RawAnswer>
  /** Sends a request and reads its answer whole. */
  exchange(request: RawRequest): Promise<RawResponse>
  /** Ends the connection in order. */
  end(): void
  /** Resets the connection. */
  reset(): void
  readonly closed: Promise<void>
}

/** Opens a connection to a URL's host and port. */
export async function connectRaw(url: string): Promise<RawConnection> {
  const { hostname, port, host } = new URL(url)
  const socket = connect({ host: hostname, port: Number(port || 80), noDelay: true })
  const closed = new Promise<void>((resolve) => socket.once('close', () => resolve()))
  await once(socket, 'connect')
  socket.on('error', () => {})
  return createConnection(socket, host, closed)
}

/** Sends one request on a connection of its own and reads the answer whole. */
export async function rawRequest(url: string, request: RawRequest): Promise<RawResponse> {
  const connection = await connectRaw(url)
  try {
    return await connection.exchange(request)
  } finally {
    connection.reset()
  }
}

function createConnection(socket: Socket, host: string, closed: Promise<void>): RawConnection {
  const reader = createByteReader(socket, { eager: false })
  let method = 'GET'

  const connection: RawConnection = {
    closed,
    write(bytes) {
      socket.write(bytes)
    },
    send(request) {
      method = request.method ?? (request.body === undefined ? 'GET' : 'POST')
      const body = Buffer.from(request.body ?? '')
      const length = request.body === undefined ? [] : ['Content-Length', String(body.length)]
      const headers = request.headers ?? []
      const all = request.bare ? headers : ['Host', host, ...headers, ...length]
      const head = encodeHead(`${method} ${request.target ?? '/'} HTTP/1.1`, all)
      socket.write(Buffer.concat([head, body]))
    },
    async answer() {
      const informational: WireHead[] = []
      for (;;) {
        const head = await readHead(reader)
        const status = Number(head.firstLine.split(' ')[1])
        if (status >= 200) return createAnswer(head, status, informational)
        informational.push(head)
      }
    },
    async exchange(request) {
      connection.send(request)
      const answer = await connection.answer()
      const body = await answer.rest()
      return {
        ...answer,
        body,
        ending: answer.ending ?? 'complete',
        trailers: answer.trailers,
        json: () => JSON.parse(body.toString('utf8')),
      }
    },
    end() {
      socket.end()
    },
    reset() {
      socket.resetAndDestroy()
    },
  }
  return connection

  function createAnswer(head: WireHead, status: number, informational: WireHead[]): RawAnswer {
    const body = readBody(reader, responseFraming(method, status, head.headers))
    let ending: RawEnding | undefined
    let trailers: RawHeaders = []
    let unread: Buffer = Buffer.alloc(0)

    async function read(): Promise<Buffer | null> {
      if (ending !== undefined) return null
      try {
        const step = await body.next()
        if (!step.done) return step.value
        ending = 'complete'
        trailers = step.value
      } catch (cause) {
        if (!(cause instanceof CutError)) throw cause
        ending = cause.reset ? 'reset' : 'closed'
      }
      return null
    }

    return {
      ...head,
      status,
      informational,
      header: (name) => headerValue(head.headers, name),
      headerValues: (name) => headerValues(head.headers, name),
      read,
      async readEvent() {
        for (;;) {
          const end = unread.indexOf('\n\n')
          if (end >= 0) {
            const event = unread.toString('utf8', 0, end + 2)
            unread = unread.subarray(end + 2)
            return event
          }
          const chunk = await read()
          if (!chunk) return null
          unread = Buffer.concat([unread, chunk])
        }
      },
      async rest() {
        const chunks = [unread]
        unread = Buffer.alloc(0)
        for (let chunk = await read(); chunk; chunk = await read()) chunks.push(chunk)
        return Buffer.concat(chunks)
      },
      get ending() {
        return ending
      },
      get trailers() {
        return trailers
      },
    }
  }
}
