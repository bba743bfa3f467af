import type { RawHeaders } from '../../domain/message.js'
import type { CcloadProxy } from '../../index.js'
import { createMemoryStore, createProxy } from '../../index.js'
import { createFakeAnthropic, type FakeAnthropic } from '../fake-anthropic.js'
import {
  connectRaw,
  type RawConnection,
  type RawRequest,
  type RawResponse,
} from '../raw-request.js'

/** A proxy mounted in its host and listening. */
export interface AdapterMount {
  /** Where clients reach it: with the mount path, without a trailing slash. */
  readonly url: string
  close(): Promise<void>
}

/** How a host is told from its peers. */
export interface AdapterTraits {
  /**
   * Whether the host hands on header lines as they stood on the wire: order, case, repetition.
   * Hosts built on the fetch API do not. True when left out.
   */
  readonly rawHeaders?: boolean
}

/** Mounts a proxy in a host, on a free port. */
export type MountAdapter = (proxy: CcloadProxy) => Promise<AdapterMount>

/** What a case of the contract works with: one proxy with one channel, mounted in the host. */
export interface Bench {
  readonly traits: Required<AdapterTraits>
  readonly upstream: FakeAnthropic
  /** The credential of the channel. */
  readonly key: string
  /** The credential of the client. */
  readonly token: string
  /** Opens a connection, closed with the bench. */
  connect(): Promise<RawConnection>
  /** A request as it goes on the wire: the token is added, and the mount path. */
  toRequest(request: RawRequest): RawRequest
  /** Sends a request on a connection of its own. */
  ask(request: RawRequest): Promise<RawResponse>
}

/** One behaviour that every adapter shows. */
export interface AdapterCase {
  readonly name: string
  run(bench: Bench): Promise<void>
}

/** The one model that the bench's channel serves. */
export const MODEL = 'claude-test-1'
/** The body of a message request. */
export const MESSAGE = `{"model":"${MODEL}","max_tokens":16,"messages":[]}`
/** The body of a request for a stream. */
export const STREAM = `{"model":"${MODEL}","max_tokens":16,"stream":true,"messages":[]}`

/** A message request with the given body. */
export function message(body: string | Uint8Array = MESSAGE, headers: RawHeaders = []): RawRequest {
  return { method: 'POST', target: '/v1/messages', body, headers }
}

/** The longest request body that the bench's proxy takes. */
export const MAX_BODY_BYTES = 8 * 1024 * 1024

const KEY = 'sk-upstream-0123456789abcdef'
const TOKEN = 'sk-client-fedcba9876543210'

/** Runs one case with a bench of its own and takes everything down afterwards. */
export async function withBench(
  mount: MountAdapter,
  traits: AdapterTraits,
  run: (bench: Bench) => Promise<void>,
): Promise<void> {
  const upstream = await createFakeAnthropic({ name: 'alpha', keys: [KEY] })
  const store = createMemoryStore({
    channels: [{ name: 'alpha', url: upstream.url, keys: [{ secret: KEY }], models: [MODEL] }],
  })
  const proxy = createProxy({
    store,
    tokens: [{ name: 'client', secret: TOKEN }],
    settings: { maxBodyBytes: MAX_BODY_BYTES },
  })
  const mounted = await mount(proxy)
  const connections: RawConnection[] = []
  const { pathname } = new URL(mounted.url)
  const prefix = pathname === '/' ? '' : pathname

  const bench: Bench = {
    traits: { rawHeaders: traits.rawHeaders ?? true },
    upstream,
    key: KEY,
    token: TOKEN,
    async connect() {
      const connection = await connectRaw(mounted.url)
      connections.push(connection)
      return connection
    },
    toRequest: (request) => ({
      ...request,
      target: prefix + (request.target ?? '/'),
      headers: ['Authorization', `Bearer ${TOKEN}`, ...(request.headers ?? [])],
    }),
    async ask(request) {
      return (await bench.connect()).exchange(bench.toRequest(request))
    },
  }
  try {
    await run(bench)
  } finally {
    for (const connection of connections) connection.reset()
    await mounted.close()
    await proxy.close()
    await upstream.close()
  }
}
