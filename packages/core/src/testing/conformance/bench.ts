import type { LogEntry } from '../../domain/log-entry.js'
import type { RawHeaders } from '../../domain/message.js'
import type { Behaviour } from '../behaviour.js'
import {
  connectRaw,
  type RawConnection,
  type RawRequest,
  type RawResponse,
} from '../raw-request.js'
import type { UpstreamPair } from './upstream-pair.js'

/** The gateway under test, with both upstreams as its only channels. */
export interface GatewayUnderTest {
  /** Where clients reach it, without a trailing slash. */
  readonly url: string
  /** A credential that it accepts from clients. */
  readonly token: string
  /** A model that both upstreams serve under the same name. `claude-sonnet-4-5` when left out. */
  readonly model?: string | undefined
  /** A model that the gateway sends to the upstreams under another name. */
  readonly alias?: string | undefined
  /** How long it waits for an upstream's answer to begin, where that is short enough to test. */
  readonly firstEventTimeoutMs?: number | undefined
  /** Makes it forget earlier failures; called before each row. */
  readonly forget?: (() => Promise<void>) | undefined
  /** Its log, newest first or last. */
  readonly logs?: (() => Promise<readonly LogEntry[]>) | undefined
}

/** What a row's check works with. */
export interface ConformanceBench {
  readonly gateway: GatewayUnderTest
  readonly model: string
  readonly upstreams: UpstreamPair
  /** Opens a connection to the gateway, closed after the row. */
  connect(): Promise<RawConnection>
  /** Adds the token and the gateway's own path to a request. */
  toRequest(request: RawRequest): RawRequest
  /** Sends a request on a connection of its own and reads the answer whole. */
  ask(request: RawRequest): Promise<RawResponse>
  /** The body of a message request. */
  body(fields?: Readonly<Record<string, unknown>>): string
  /** A message request. */
  message(headers?: RawHeaders): RawRequest
  /** A message request that asks for a stream. */
  stream(headers?: RawHeaders): RawRequest
}

/** A row of the contract: what a gateway owes, and how that is seen. */
export interface ConformanceRow {
  readonly id: string
  /** The obligation in one sentence. */
  readonly contract: string
  /** What has to be known about the gateway for the row to be checked. */
  readonly needs?: 'alias' | 'logs' | 'firstEventTimeoutMs'
  /** Rejects when the gateway fails the row. */
  check(bench: ConformanceBench): Promise<void>
}

/** A bench for one row. `close` ends its connections. */
export function createConformanceBench(
  gateway: GatewayUnderTest,
  upstreams: UpstreamPair,
): ConformanceBench & { close(): void } {
  const model = gateway.model ?? 'claude-sonnet-4-5'
  const { pathname } = new URL(gateway.url)
  const prefix = pathname === '/' ? '' : pathname
  const connections: RawConnection[] = []
  let closed = false

  const bench: ConformanceBench = {
    gateway,
    model,
    upstreams,
    async connect() {
      const connection = await connectRaw(gateway.url)
      connections.push(connection)
      // A check that ran out of time may still be going on.
      if (closed) connection.reset()
      return connection
    },
    toRequest: (request) => ({
      ...request,
      target: prefix + (request.target ?? '/'),
      headers: ['Authorization', `Bearer ${gateway.token}`, ...(request.headers ?? [])],
    }),
    async ask(request) {
      return (await bench.connect()).exchange(bench.toRequest(request))
    },
    body: (fields = {}) => JSON.stringify({ model, max_tokens: 16, messages: [], ...fields }),
    message: (headers = []) => post(bench.body(), headers),
    stream: (headers = []) => post(bench.body({ stream: true }), headers),
  }
  return {
    ...bench,
    close() {
      closed = true
      for (const connection of connections) connection.reset()
    },
  }
}

/** A `POST /v1/messages` as Claude Code sends it. */
export function post(
  body: string | Uint8Array,
  headers: RawHeaders = [],
  target = '/v1/messages?beta=true',
): RawRequest {
  const usual = ['Content-Type', 'application/json', 'anthropic-version', '2023-06-01']
  return { method: 'POST', target, body, headers: [...usual, ...headers] }
}

/** Scripts the next behaviours and sends one request. */
export async function askWith(
  bench: ConformanceBench,
  behaviours: readonly Behaviour[],
  request = bench.message(),
): Promise<RawResponse> {
  await bench.upstreams.next(...behaviours)
  return bench.ask(request)
}
