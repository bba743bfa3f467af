import { createServer as createHttpServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { CcloadError, createProxy, type Logger, type Store, silentLogger } from '@ccload/core'
import { createNodeHandler } from '@ccload/core/node'
import { type AdminCredential, createCredential } from './auth/password.js'
import { createApp } from './create-app.js'
import { createDrain } from './http/drain.js'
import { createClientAddress } from './security/client-address.js'
import { isLoopback } from './security/ip-address.js'
import { createLocalAuthentication } from './security/local-authentication.js'
import type { AdminStore } from './state/admin-store.js'
import { createMemoryAdminStore } from './state/memory-admin-store.js'

type ProxyOptions = Parameters<typeof createProxy>[0]

/** What a server is made of. Only `store` and a password are required. */
export interface ServerOptions extends Omit<ProxyOptions, 'store' | 'logger'> {
  /** Stays the caller's: it is not closed with the server. */
  readonly store: Store
  /** The admin password, in plain or as `createCredential` made it. */
  readonly password: string | AdminCredential
  /** Where sessions are kept. In memory when left out. Stays the caller's. */
  readonly adminStore?: AdminStore | undefined
  readonly logger?: Logger | undefined
  /**
   * Whose `x-forwarded-for` counts: the number of reverse proxies in front, or their addresses.
   * Nobody's when left out.
   */
  readonly trustProxy?: number | readonly string[] | undefined
  /** Refuses channels at loopback and private addresses. */
  readonly blockPrivateUpstreams?: boolean | undefined
  readonly now?: (() => number) | undefined
}

export interface CcloadServer {
  /**
   * Starts to accept requests. `url` has the port that was given for port 0. Rejects when the
   * port is taken, and with `invalid_option` when the password is too easily guessed for a host
   * that other machines can reach.
   */
  listen(port: number, host: string): Promise<{ readonly url: string }>
  /**
   * Stops accepting, lets running requests finish for `drainMs` (30 s when left out), breaks off
   * the rest, and writes what is still to be written to the store. Safe to call twice.
   */
  close(options?: { drainMs?: number }): Promise<void>
}

const KEEP_ALIVE_MS = 75_000
const HEADERS_TIMEOUT_MS = 60_000

/**
 * The proxy, the admin API and the web page behind one port. Requests for the proxy's routes go
 * to it directly; no Express code runs for them.
 *
 * @example
 * const server = createServer({ store: createMemoryStore(), password: 'correct horse battery' })
 * const { url } = await server.listen(8080, '127.0.0.1')
 */
export function createServer(options: ServerOptions): CcloadServer {
  const {
    password,
    adminStore = createMemoryAdminStore(),
    logger = silentLogger,
    trustProxy = 0,
    blockPrivateUpstreams = false,
    now = Date.now,
    ...proxyOptions
  } = options
  const { store, tokens = [], allowOpen = false, settings = {} } = options
  const credential =
    typeof password === 'string' ? createCredential(password) : Promise.resolve(password)
  const authenticate =
    tokens.length === 0 && !allowOpen ? createLocalAuthentication({ trustProxy }) : undefined
  const proxy = createProxy({ ...(authenticate && { authenticate }), ...proxyOptions, logger })
  const handleProxy = createNodeHandler(proxy)
  const app = createApp({
    proxy,
    store,
    adminStore,
    passwordHash: async () => (await credential).hash,
    trustProxy,
    policy: { blockPrivate: blockPrivateUpstreams },
    settings,
    logger,
    now,
  })
  // Neither long streams nor slow uploads may be cut off, hence no request timeout.
  const server = createHttpServer({
    keepAliveTimeout: KEEP_ALIVE_MS,
    headersTimeout: HEADERS_TIMEOUT_MS,
    requestTimeout: 0,
  })
  const drain = createDrain(server)
  const clientAddress = createClientAddress(app.get('trust proxy fn'))
  server.on('request', (request, response) => {
    if (!proxy.handles(request.method ?? '', request.url ?? '')) return app(request, response)
    handleProxy(Object.assign(request, { ip: clientAddress(request) }), response)
  })
  let closed: Promise<void> | undefined

  return {
    async listen(port, host) {
      const { trivial } = await credential
      if (trivial && !isLoopback(host)) {
        throw new CcloadError(
          'invalid_option',
          'CCLOAD_PASS is too easily guessed for a server that other machines can reach: use at least 8 characters, and no common word',
        )
      }
      await proxy.ready()
      await new Promise<void>((resolve, reject) => {
        server.once('error', reject)
        server.listen(port, host, () => {
          server.off('error', reject)
          resolve()
        })
      })
      return { url: toUrl(server.address() as AddressInfo) }
    },
    close({ drainMs = 30_000 } = {}) {
      closed ??= drain(drainMs).then(() => proxy.close())
      return closed
    },
  }
}

/** An address under which this machine reaches the server, also when it listens on all of them. */
function toUrl({ address, family, port }: AddressInfo): string {
  if (address === '0.0.0.0' || address === '::') return `http://127.0.0.1:${port}`
  return family === 'IPv6' ? `http://[${address}]:${port}` : `http://${address}:${port}`
}
