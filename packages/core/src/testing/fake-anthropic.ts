import { once } from 'node:events'
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net'
import type { ApiIdentity } from './api-answer.js'
import type { Behaviour } from './behaviour.js'
import { answer } from './behaviours.js'
import { type ByteReader, createByteReader } from './byte-reader.js'
import { headerValue, readBody, readHead, requestFraming } from './http-wire.js'
import { playReply } from './play-reply.js'
import { createRecording, type RecordedRequest } from './recorded-request.js'
import { toReply } from './reply.js'

/** Who a fake upstream is, and where it listens. */
export interface FakeAnthropicOptions {
  /** Spoken in every answer, so that a client can tell who answered. */
  readonly name?: string
  /** What `GET /v1/models` lists. Any model is served. */
  readonly models?: readonly string[]
  /** The credentials it accepts. Left out: any, or none. */
  readonly keys?: readonly string[]
  /** Left out: one that is free. */
  readonly port?: number
  /** The address to listen on; loopback when left out. */
  readonly host?: string
}

/** A behaviour, or how to choose one by the request. */
export type BehaviourChoice = Behaviour | ((request: RecordedRequest) => Behaviour)

/**
 * An upstream on a real socket that speaks the Messages API faithfully until it is told to do
 * otherwise. It writes its bytes itself, so it can be as faithless as any network.
 */
export interface FakeAnthropic {
  readonly name: string
  /** Scheme, host and port. */
  readonly url: string
  readonly port: number
  /** Everything received so far, in the order of arrival; a request counts once it is complete. */
  readonly requests: readonly RecordedRequest[]
  /** Connections accepted so far. */
  readonly connections: number
  /** Connections that are open now. */
  readonly openConnections: number
  /** Decides about the next request; several wait in line. */
  next(...choices: BehaviourChoice[]): void
  /** Decides about every request for which nothing waits in line. */
  always(choice: BehaviourChoice): void
  /** Resolves to the request of that position, from 0, as soon as it has arrived. */
  request(position: number): Promise<RecordedRequest>
  /** Forgets requests and behaviours; connections stay. */
  reset(): void
  /** Closes the port and all connections: connecting is refused from now on. */
  refuse(): Promise<void>
  /** Opens the same port again. */
  accept(): Promise<void>
  /** Ends everything. */
  close(): Promise<void>
}

/**
 * @example
 * const upstream = await createFakeAnthropic({ name: 'A' })
 * upstream.next(apiError(529, 'overloaded_error'))
 */
export async function createFakeAnthropic(
  options: FakeAnthropicOptions = {},
): Promise<FakeAnthropic> {
  const identity: ApiIdentity = {
    name: options.name ?? 'A',
    models: options.models ?? ['claude-sonnet-4-5'],
    keys: options.keys ?? null,
  }
  const host = options.host ?? '127.0.0.1'
  const sockets = new Set<Socket>()
  const requests: RecordedRequest[] = []
  const arrivals = new Set<() => void>()
  let queue: BehaviourChoice[] = []
  let usual: BehaviourChoice = answer()
  let connections = 0
  let serial = 0

  async function serve(socket: Socket, connection: number): Promise<void> {
    const gone = new AbortController()
    const closed = new Promise<void>((resolve) => {
      socket.once('close', () => {
        gone.abort()
        resolve()
      })
    })
    const reader = createByteReader(socket, { eager: true })
    while (await reader.more()) {
      const received = await receive(reader, socket)
      const recording = createRecording({ ...received, connection, closed })
      requests.push(recording.request)
      const choice = queue.shift() ?? usual
      for (const arrival of [...arrivals]) arrival()
      serial += 1
      const behaviour = typeof choice === 'function' ? choice(recording.request) : choice
      const reply = await toReply(behaviour, recording.request, identity, serial)
      if (!(await playReply(socket, reply, recording, gone.signal))) return
    }
  }

  let server = createListener()
  function createListener(): Server {
    return createServer({ noDelay: true }, (socket) => {
      sockets.add(socket)
      connections += 1
      socket.on('close', () => sockets.delete(socket))
      // A client that leaves in the middle of a request is no fault of the upstream's.
      serve(socket, connections).catch(() => socket.destroy())
    })
  }
  async function listen(port: number): Promise<number> {
    server.listen(port, host)
    await once(server, 'listening')
    return (server.address() as AddressInfo).port
  }
  async function refuse(): Promise<void> {
    if (!server.listening) return
    const down = once(server, 'close')
    server.close()
    for (const socket of sockets) socket.destroy()
    await down
  }

  const port = await listen(options.port ?? 0)
  return {
    name: identity.name,
    url: `http://${host}:${port}`,
    port,
    requests,
    get connections() {
      return connections
    },
    get openConnections() {
      return sockets.size
    },
    next(...choices) {
      queue.push(...choices)
    },
    always(choice) {
      usual = choice
    },
    request(position) {
      return new Promise((resolve) => {
        const arrival = () => {
          const request = requests[position]
          if (!request) return
          arrivals.delete(arrival)
          resolve(request)
        }
        arrivals.add(arrival)
        arrival()
      })
    },
    reset() {
      requests.length = 0
      queue = []
      usual = answer()
    },
    refuse,
    async accept() {
      if (server.listening) return
      server = createListener()
      await listen(port)
    },
    close: refuse,
  }
}

async function receive(reader: ByteReader, socket: Socket) {
  const { firstLine, headers } = await readHead(reader)
  if (headerValue(headers, 'expect')?.toLowerCase() === '100-continue') {
    socket.write('HTTP/1.1 100 Continue\r\n\r\n')
  }
  const chunks: Buffer[] = []
  for await (const chunk of readBody(reader, requestFraming(headers))) chunks.push(chunk)
  return { requestLine: firstLine, headers, body: Buffer.concat(chunks) }
}
