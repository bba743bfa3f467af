import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach } from 'vitest'
import {
  type CcloadProxy,
  type ChannelDraft,
  createMemoryStore,
  createProxy,
  type ProxyOptions,
  type Store,
} from '../../src/index.js'
import { createNodeHandler } from '../../src/node.js'
import {
  createFakeAnthropic,
  createFakeClock,
  type FakeAnthropic,
  type FakeClock,
  type RawResponse,
  rawRequest,
} from '../../src/testing.js'

/** A proxy on a real socket before real upstreams, its clock in the test's hand. */
export interface Gateway {
  readonly url: string
  readonly proxy: CcloadProxy
  readonly store: Store
  readonly clock: FakeClock
  readonly upstreams: readonly FakeAnthropic[]
  /** The upstream's channel is the one of its position, with the id position + 1. */
  upstream(position: number): FakeAnthropic
  /** Sends a message request and reads the answer whole. */
  post(body?: object | string, headers?: readonly string[], target?: string): Promise<RawResponse>
}

/** What a test may vary. */
export interface GatewayOptions extends Partial<ProxyOptions> {
  /** What differs from a default channel, one entry per upstream. */
  readonly channels?: readonly Partial<ChannelDraft>[]
}

const open: (() => Promise<unknown>)[] = []
afterEach(async () => {
  for (const close of open.splice(0).reverse()) await close()
})

/** Starts a gateway; it is closed after the test. */
export async function startGateway(options: GatewayOptions = {}): Promise<Gateway> {
  const { channels = [{}], ...overrides } = options
  const upstreams: FakeAnthropic[] = []
  const drafts: ChannelDraft[] = []
  for (const [position, channel] of channels.entries()) {
    const name = `channel-${position + 1}`
    const upstream = await createFakeAnthropic({ name })
    open.push(() => upstream.close())
    upstreams.push(upstream)
    const keys = [{ secret: `sk-upstream-${position + 1}` }]
    drafts.push({ name, url: upstream.url, keys, models: ['claude-sonnet-4-5'], ...channel })
  }
  const clock = createFakeClock()
  const store = createMemoryStore({ channels: drafts })
  const proxy = createProxy({ store, clock, random: () => 0.5, ...overrides })
  open.push(() => proxy.close())
  const server = createServer(createNodeHandler(proxy)).listen(0, '127.0.0.1')
  open.push(() => closeServer(server))
  await new Promise((resolve) => server.once('listening', resolve))
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  return {
    url,
    proxy,
    store,
    clock,
    upstreams,
    upstream: (position) => upstreams[position] as FakeAnthropic,
    post: (body = message(), headers = [], target = '/v1/messages') =>
      rawRequest(url, {
        method: 'POST',
        target,
        headers: ['Content-Type', 'application/json', ...headers],
        body: typeof body === 'string' ? body : JSON.stringify(body),
      }),
  }
}

/** A small message request. */
export function message(fields: object = {}): object {
  return {
    model: 'claude-sonnet-4-5',
    max_tokens: 16,
    messages: [{ role: 'user', content: 'hi' }],
    ...fields,
  }
}

function closeServer(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve())
    server.closeAllConnections()
  })
}
