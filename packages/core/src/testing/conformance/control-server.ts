import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createFakeAnthropic } from '../fake-anthropic.js'
import type { Gate } from '../gate.js'
import { fromBehaviourJson } from './behaviour-json.js'
import { createUpstreamPair, type ReceivedRequest, type UpstreamPair } from './upstream-pair.js'

/** Where the fake upstreams and their control listen. */
export interface FakeUpstreamsOptions {
  /** Port of the first upstream; the second has the next one. Left out: free ports. */
  readonly port?: number | undefined
  /** Port of the control API. Left out: a free one. */
  readonly controlPort?: number | undefined
  /** The address to listen on; loopback when left out. */
  readonly host?: string | undefined
}

/** Two fake upstreams and the address at which they are controlled. */
export interface FakeUpstreams {
  readonly urls: readonly [string, string]
  readonly controlUrl: string
  close(): Promise<void>
}

/**
 * Starts two fake upstreams with a small HTTP API through which a runner elsewhere scripts them.
 * The API is as open as its port: it is for test machines only.
 */
export async function startFakeUpstreams(
  options: FakeUpstreamsOptions = {},
): Promise<FakeUpstreams> {
  const { port = 0, controlPort = 0, host = '127.0.0.1' } = options
  const a = await createFakeAnthropic({ name: 'A', host, port })
  const b = await createFakeAnthropic({ name: 'B', host, port: port === 0 ? 0 : port + 1 })
  const pair = createUpstreamPair([a, b])
  const handle = createControl(pair)
  const server = createServer((request, response) => {
    handle(request)
      .then((answer) => send(response, 200, answer))
      .catch((cause: unknown) => send(response, 400, { message: String(cause) }))
  })
  server.listen(controlPort, host)
  await once(server, 'listening')
  return {
    urls: pair.urls,
    controlUrl: `http://${host}:${(server.address() as AddressInfo).port}`,
    async close() {
      const closed = once(server, 'close')
      server.close()
      server.closeAllConnections()
      await Promise.all([a.close(), b.close(), closed])
    },
  }
}

function send(response: ServerResponse, status: number, answer: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json' })
  response.end(JSON.stringify(answer ?? null))
}

/** Answers one control request. Its path names a method of the pair, its query the arguments. */
function createControl(pair: UpstreamPair): (request: IncomingMessage) => Promise<unknown> {
  const gates = new Map<string, Gate>()
  const gateOf = (name: string): Gate => {
    const gate = gates.get(name) ?? pair.gate()
    gates.set(name, gate)
    return gate
  }
  return async (request) => {
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://control')
    const name = searchParams.get('name') ?? ''
    const count = Number(searchParams.get('count') ?? 1)
    const position = Number(searchParams.get('position') ?? 0)
    switch (`${request.method} ${pathname}`) {
      case 'GET /':
        return { names: pair.names, urls: pair.urls }
      case 'POST /next':
        return pair.next(...fromBehaviourJson(await textOf(request), gateOf))
      case 'POST /always':
        for (const behaviour of fromBehaviourJson(await textOf(request), gateOf)) {
          await pair.always(behaviour)
        }
        return undefined
      case 'GET /received':
        return (await pair.received()).map(toPlain)
      case 'GET /arrival':
        return toPlain(await pair.arrival(position))
      case 'GET /closed':
        return pair.closed(position)
      case 'POST /refuse':
        return pair.refuse(name)
      case 'POST /accept':
        return pair.accept(name)
      case 'POST /gate/release':
        return gateOf(name).release(count)
      case 'POST /gate/open':
        return gateOf(name).open()
      case 'GET /gate/reached':
        return gateOf(name).reached(count)
      case 'POST /reset':
        gates.clear()
        return pair.reset()
      default:
        throw new Error(`no control request: ${request.method} ${pathname}`)
    }
  }
}

/** A received request as JSON. */
export interface PlainRequest {
  readonly upstream: string
  readonly requestLine: string
  readonly headers: readonly string[]
  readonly bodyBase64: string
}

function toPlain({ upstream, requestLine, headers, body }: ReceivedRequest): PlainRequest {
  return { upstream, requestLine, headers, bodyBase64: body.toString('base64') }
}

async function textOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk)
  return Buffer.concat(chunks).toString('utf8')
}
