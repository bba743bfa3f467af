import { createServer as createHttpServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import {
  type Authenticate,
  CcloadError,
  createProxy,
  type Logger,
  type Secret,
  type Store,
  silentLogger,
  systemClock,
  toSecret,
} from '@ccload/core'
import { createNodeHandler } from '@ccload/core/node'
import { createAlerts } from './alerts/alerts.js'
import type { AdminCredential } from './auth/password.js'
import { type PendingCredential, toPending } from './auth/pending-credential.js'
import { readPassword, writePassword } from './auth/stored-password.js'
import { createCaptures } from './capture/captures.js'
import type { AppContext } from './create-app.js'
import { createDrain } from './http/drain.js'
import { wantsExplanation } from './http/wants-explanation.js'
import { createLiveFeed } from './logs/live-feed.js'
import { toRetention } from './logs/to-retention.js'
import { createUpkeep } from './logs/upkeep.js'
import { createMetricsSwitch, type MetricsOptions } from './metrics/metrics-switch.js'
import { protectChannels } from './secrets/protect-channels.js'
import { createClientAddress, toTrustProxy } from './security/client-address.js'
import type { Lookup } from './security/guarded-lookup.js'
import { isLoopback } from './security/ip-address.js'
import { createLocalAuthentication } from './security/local-authentication.js'
import { createScrubber, type Scrubber } from './security/scrubber.js'
import { createLiveSelector } from './settings/live-selector.js'
import { createLiveSettings, type LiveSettings } from './settings/live-settings.js'
import { createToProxySettings } from './settings/proxy-settings.js'
import type { SettingInputs } from './settings/settings-table.js'
import type { AdminStore } from './state/admin-store.js'
import { createChannelHistory } from './state/channel-history.js'
import { createMemoryAdminStore } from './state/memory-admin-store.js'

type ProxyOptions = Parameters<typeof createProxy>[0]

/** What a server is made of. Only `store` and a password, here or in `adminStore`, are required. */
export interface ServerOptions
  extends Omit<ProxyOptions, 'store' | 'logger' | 'settings' | 'allowOpen'> {
  /** Stays the caller's: it is not closed with the server. */
  readonly store: Store
  /**
   * The admin password, in plain or as `createCredential` made it. Left out: the one that the
   * admin store holds, which the admin can then change.
   */
  readonly password?: string | Secret | AdminCredential | PendingCredential | undefined
  /** Where sessions are kept. In memory when left out. Stays the caller's. */
  readonly adminStore?: AdminStore | undefined
  readonly logger?: Logger | undefined
  /**
   * Whose `x-forwarded-for` counts: the number of reverse proxies in front, or their addresses.
   * Nobody's when left out.
   */
  readonly trustProxy?: number | readonly string[] | undefined
  /** Settings that are fixed from outside: they win over what the admin store holds. */
  readonly settings?: Partial<SettingInputs> | undefined
  /**
   * Resolves the names of upstreams in the place of the system. Closed addresses are refused
   * whatever it answers.
   */
  readonly lookup?: Lookup | undefined
  /**
   * Takes secrets out of what upstreams have said before it is shown. Left out: one that knows the
   * tokens, and the channels' keys.
   */
  readonly scrubber?: Scrubber | undefined
  /** How metrics can be read. Not at all when left out. */
  readonly metrics?: MetricsOptions | undefined
  readonly now?: (() => number) | undefined
}

export interface CcloadServer {
  /** What holds now. Stored settings are read by `listen`. */
  readonly settings: Pick<LiveSettings, 'values' | 'source'>
  /**
   * Starts to accept requests. `url` has the port that was given for port 0. Rejects when the
   * port is taken, and with `invalid_option` when the password is too easily guessed for a host
   * that other machines can reach.
   */
  listen(port: number, host: string): Promise<{ readonly url: string }>
  /**
   * Stops accepting, lets running requests finish for `drainMs` (30 s when left out; `Infinity`
   * waits for all), breaks off the rest, and writes what is still to be written to the store. Safe to call twice.
   */
  close(options?: { drainMs?: number }): Promise<void>
  /** The port of its own that serves metrics; undefined: there is none. */
  metricsPort(): number | undefined
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
    settings: fixed = {},
    lookup,
    scrubber: givenScrubber,
    metrics: metricsOptions = {},
    now = Date.now,
    ...proxyOptions
  } = options
  const { store, clock = systemClock } = options
  const scrubber = givenScrubber ?? createScrubber()
  const settings = createLiveSettings({ store: adminStore.settings, fixed, clock, logger })
  const toProxySettings = createToProxySettings(lookup)
  const given = password === undefined ? undefined : toPending(password)
  const readCredential = async (): Promise<PendingCredential> => {
    const stored = given ? undefined : await readPassword(adminStore)
    const credential = given ?? (stored && toPending(stored))
    if (credential === undefined) throw new CcloadError('invalid_option', 'password is missing')
    return credential
  }
  const onlyLocal = createLocalAuthentication({ trustProxy })
  const withoutTokens: Authenticate = (credentials) =>
    settings.values().allowOpen ? { tokenName: null } : onlyLocal(credentials)
  const { scrub } = scrubber
  const captures = createCaptures({ adminStore, scrub, clock, logger })
  const proxy = createProxy({
    capture: captures.capture,
    selector: createLiveSelector(() => settings.values().strategy),
    anonymous: withoutTokens,
    ...proxyOptions,
    settings: toProxySettings(settings.values()),
    logger,
  })
  const protectWebhook = () => scrubber.protect([settings.values().alertWebhookSecret.reveal()])
  protectWebhook()
  settings.subscribe(protectWebhook)
  settings.subscribe((values) => proxy.configure(toProxySettings(values)))
  const history = createChannelHistory({ proxy, store, scrub: scrubber.scrub })
  const live = createLiveFeed({ proxy, store, clock, logger })
  const alerts = createAlerts({ proxy, store, settings, clock, logger, lookup })
  const metrics = createMetricsSwitch(metricsOptions, { proxy, store, now, logger })
  const retention = () => toRetention(settings.values())
  const removeCaptures = adminStore.captures.removeBefore
  const upkeep = createUpkeep({ store, removeCaptures, retention, clock, logger })
  scrubber.protect((options.tokens ?? []).map(({ secret }) => toSecret(secret).reveal()))
  const changePassword = (changed: string) => {
    scrubber.protect([changed])
    return writePassword(adminStore, changed)
  }
  const handleProxy = createNodeHandler(proxy)
  let closed: Promise<void> | undefined
  const trusted = toTrustProxy(trustProxy)
  const app = createLazyApp({
    proxy,
    store,
    adminStore,
    passwordHash: async () => (await readCredential()).hash(),
    changePassword: given ? undefined : changePassword,
    trusted,
    policy: {
      get blockPrivate() {
        return settings.values().blockPrivateUpstreams
      },
    },
    settings,
    proxySettings: () => toProxySettings(settings.values()),
    history,
    scrub: scrubber.scrub,
    live,
    captures,
    metrics,
    alerts,
    isStopping: () => closed !== undefined,
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
  const clientAddress = createClientAddress(trusted)
  server.on('request', (request, response) => {
    const isForProxy = proxy.handles(request.method ?? '', request.url ?? '')
    if (!isForProxy || wantsExplanation(request)) return app(request, response)
    handleProxy(Object.assign(request, { ip: clientAddress(request) }), response)
  })
  return {
    settings,
    metricsPort: () => metrics.port(),
    async listen(port, host) {
      const { trivial } = await readCredential()
      if (trivial && !isLoopback(host)) {
        throw new CcloadError(
          'invalid_option',
          'CCLOAD_PASS is too easily guessed for a server that other machines can reach: use at least 8 characters, and no common word',
        )
      }
      await settings.load()
      await captures.load()
      await proxy.ready()
      if (givenScrubber === undefined) await protectChannels(store, scrubber)
      await history.load()
      await metrics.start(host)
      await new Promise<void>((resolve, reject) => {
        server.once('error', reject)
        server.listen(port, host, () => {
          server.off('error', reject)
          resolve()
        })
      })
      upkeep.start()
      alerts.start()
      return { url: toUrl(server.address() as AddressInfo) }
    },
    close({ drainMs = 30_000 } = {}) {
      settings.close()
      // Its readers would be waited for.
      live.close()
      closed ??= Promise.all([drain(drainMs), upkeep.close(), alerts.close()]).then(async () => {
        await proxy.close()
        await captures.close()
        await metrics.close()
      })
      return closed
    },
  }
}

/**
 * The pages and the admin API are loaded when they are first asked for: who only relays starts
 * sooner, and needs less memory.
 */
function createLazyApp(context: AppContext): RequestListener {
  let loading: Promise<RequestListener> | undefined
  return (request, response) => {
    loading ??= import('./create-app.js').then(({ createApp }) => createApp(context))
    loading.then(
      (app) => app(request, response),
      (error: unknown) => {
        context.logger.error({ err: error }, 'the pages and the admin API could not be loaded')
        response.writeHead(500).end()
      },
    )
  }
}

/** An address under which this machine reaches the server, also when it listens on all of them. */
function toUrl({ address, family, port }: AddressInfo): string {
  if (address === '0.0.0.0' || address === '::') return `http://127.0.0.1:${port}`
  return family === 'IPv6' ? `http://[${address}]:${port}` : `http://${address}:${port}`
}
