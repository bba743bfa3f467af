import type { Channel } from './domain/channel.js'
import type { Cooldown } from './domain/cooldown.js'
import type { Hold } from './domain/hold.js'
import type { LiveRequest } from './domain/live-request.js'
import type { Exchange, ExchangeHandler } from './domain/message.js'
import { CcloadError } from './errors.js'
import { createEventPorts } from './observe/diagnostics.js'
import { createLiveRequests } from './observe/live-requests.js'
import type { LogJournal } from './observe/log-journal.js'
import { createLogWriter, type LogWriterCounters } from './observe/log-writer.js'
import type { ProxyEvents } from './observe/proxy-events.js'
import { type ProxySettings, toSettings } from './options.js'
import {
  type Authenticate,
  createOpenAuthentication,
  createTokenAuthentication,
  type Token,
} from './pipeline/authenticate.js'
import type { PipelineContext } from './pipeline/context.js'
import { handleRequest } from './pipeline/handle-request.js'
import { createLateRecords } from './pipeline/late-records.js'
import { readRouteRequest } from './pipeline/read-route-request.js'
import { matchRoute } from './pipeline/route.js'
import type { Capture } from './ports/capture.js'
import { type Clock, systemClock } from './ports/clock.js'
import { type Logger, silentLogger } from './ports/logger.js'
import { noPrices, type Prices } from './ports/prices.js'
import type { RouteRequest, Selector } from './ports/selector.js'
import type { Store } from './ports/store.js'
import type { Transport } from './ports/transport.js'
import { createSelector } from './select/create-selector.js'
import { type ExplainedChannel, explain } from './select/explain.js'
import { channelHold } from './state/channel-hold.js'
import { createRouting, ROUTING_DEFAULTS, type Routing } from './state/routing.js'
import { createThreads } from './state/threads.js'
import { createTokens, type TokenState } from './state/tokens.js'
import { createRenewableTransport } from './transport/renewable-transport.js'
import { createUndiciTransport } from './transport/undici-transport.js'

/** What a proxy is made of. Only the store has to be given. */
export interface ProxyOptions {
  /** Channels are read from it; cooldowns, cursors and log entries are written behind. */
  readonly store: Store
  /** Orders the candidates of a request. */
  readonly selector?: Selector
  /** A pino logger fits as it is. Silent where not given. */
  readonly logger?: Logger
  /**
   * Tokens that clients may use, beside those of the store. While there is none at all, only clients
   * on the same machine are served.
   */
  readonly tokens?: readonly Token[]
  /** Serves clients from anywhere while there is no token. */
  readonly allowOpen?: boolean
  /** Judges clients while there is no token, in the place of `allowOpen`. */
  readonly anonymous?: Authenticate
  /** Tells who sends a request, in the place of all tokens, those of the store included. */
  readonly authenticate?: Authenticate
  readonly settings?: Partial<ProxySettings>
  /** What models cost. Where a price is not known, a log entry's cost is null. */
  readonly prices?: Prices
  /** Where log entries wait on disk while the store falls behind: `createFileJournal`. */
  readonly journal?: LogJournal
  /** Which attempts are captured whole, bodies included. None unless told. */
  readonly capture?: Capture | undefined
  readonly transport?: Transport
  readonly clock?: Clock
  /** A number in [0, 1), as `Math.random` gives. */
  readonly random?: () => number
}

/** A proxy, ready to be mounted by an adapter. */
export interface CcloadProxy extends ExchangeHandler {
  /** The channels' cooldowns as they are in force now. */
  readonly cooldowns: {
    list(): Cooldown[]
    /** Ends a channel's cooldowns, or all of them; returns how many there were. */
    clear(channelId?: number): number
  }
  /**
   * What the plan for a request would be now, and why: all channels, those that would be tried
   * first in their order. Changes nothing.
   */
  explain(request: RouteRequest): Promise<ExplainedChannel[]>
  /**
   * What routing would know of a request that a client sends, to explain it in place of forwarding
   * it. Rejects with `unknown_route` for what is never forwarded, and for a body without a model.
   */
  readRouteRequest(exchange: Exchange): Promise<RouteRequest>
  /** What keeps a channel from use beside its cooldowns; undefined: nothing. */
  hold(channelId: number): Hold | undefined
  /**
   * Changes settings while the proxy runs. What is under way goes on as it began. Connections are
   * made anew where it matters to them; a `transport` of your own stays as it is.
   *
   * @throws {CcloadError} `invalid_option` for a setting that makes no sense; nothing is changed.
   */
  configure(settings: Partial<ProxySettings>): void
  /** The log writer: what it has done, and a way to wait until everything so far is written. */
  readonly logs: {
    counters(): LogWriterCounters
    flush(): Promise<void>
  }
  /** What is being served. */
  readonly requests: {
    /** The oldest first. */
    list(): LiveRequest[]
    /** How many requests have begun since the start. */
    started(): number
  }
  /**
   * Calls back for each event of a kind, in the middle of the request: be quick. Returns the way to
   * stop it. Monitoring tools get the same under `ccload:<name>` of `node:diagnostics_channel`.
   */
  on<Name extends keyof ProxyEvents>(
    name: Name,
    listener: (message: ProxyEvents[Name]) => void,
  ): () => void
  readonly tokens: {
    /** What one of the store's tokens has used, and how many of its requests are under way. */
    state(tokenId: number): TokenState
  }
  /** Settles when everything has been loaded; rejects when the store cannot give it. */
  ready(): Promise<void>
  /** Writes what is still to be written and ends idle connections. The store stays open. */
  close(): Promise<void>
}

/**
 * Makes a proxy.
 *
 * @example
 * ```ts
 * import { createMemoryStore, createProxy } from '@ccload/core'
 *
 * const store = createMemoryStore({
 *   channels: [
 *     { name: 'main', url: 'https://api.anthropic.com', keys: [{ secret: 'sk-...' }], models: ['*'] },
 *   ],
 * })
 * const proxy = createProxy({ store, tokens: [{ name: 'team', secret: 'team-token' }] })
 * ```
 *
 * @throws {CcloadError} `invalid_option` for a setting that makes no sense.
 */
export function createProxy(options: ProxyOptions): CcloadProxy {
  const { store, clock = systemClock, logger = silentLogger, random = Math.random } = options
  const settings = { ...ROUTING_DEFAULTS, ...toSettings(options.settings ?? {}) }
  const selector = options.selector ?? createSelector()
  const events = createEventPorts(logger)
  const live = createLiveRequests()
  const routing = createRouting({
    store,
    selector,
    clock,
    random,
    logger,
    settings,
    onSet: events['cooldown-set'].publish,
    onClear: events['cooldown-cleared'].publish,
  })
  const logWriter = createLogWriter({
    logs: store.logs,
    clock,
    logger,
    ...(options.journal && { journal: options.journal }),
  })
  const ownTransport = createRenewableTransport(() => createUndiciTransport({ ...settings }, clock))
  const transport = options.transport ?? ownTransport
  const lateRecords = createLateRecords()
  const threads = createThreads()
  const { snapshotTtlMs: ttlMs, writeBehindMs } = settings
  const tokens = createTokens({ store: store.tokens, clock, logger, ttlMs, writeBehindMs })
  const context: PipelineContext = {
    authenticate:
      options.authenticate ??
      createTokenAuthentication({
        tokens: options.tokens ?? [],
        stored: tokens,
        anonymous: options.anonymous ?? createOpenAuthentication(options.allowOpen ?? false),
        clock,
      }),
    tokens,
    routing: {
      ...routing,
      refresh: loadFirst(routing),
      models: memoizeModels(() => routing.channels()),
    },
    threads,
    transport,
    clock,
    prices: options.prices ?? noPrices,
    logger,
    settings,
    events,
    live,
    capture: options.capture,
    record: (entry) => logWriter.push(entry),
    lateRecords,
  }
  const flushLogs = async () => {
    await lateRecords.settled()
    await logWriter.flush()
  }
  /** Requests under way end first, since what comes of them is still to be recorded. */
  const finish = async () => {
    await Promise.all([flushLogs(), transport.close()])
    await lateRecords.settled()
    await Promise.all([routing.close(), logWriter.close(), tokens.close()])
  }
  let closing: Promise<void> | undefined
  return {
    handles: (method: string, target: string) => matchRoute(method, target) !== undefined,
    handle: (exchange: Exchange) => handleRequest(context, exchange),
    cooldowns: {
      list: () => routing.cooldowns.list(clock.now()),
      clear: (channelId) => routing.cooldowns.clear(channelId),
    },
    async explain(request) {
      await context.routing.refresh()
      return explain(request, routing.state, clock.now(), selector)
    },
    readRouteRequest: (exchange) => readRouteRequest(exchange, settings.maxBodyBytes, threads),
    hold(channelId) {
      const channel = routing.channels().find(({ id }) => id === channelId)
      return channel && channelHold(channel, routing.state, clock.now())
    },
    configure(changes) {
      const before = { ...settings }
      Object.assign(settings, toSettings(changes, settings))
      if (CONNECTION_SETTINGS.some((name) => settings[name] !== before[name])) ownTransport.renew()
    },
    logs: { counters: () => logWriter.counters(), flush: flushLogs },
    requests: { list: () => live.list(), started: () => live.started },
    on: (name, listener) => events[name].listen(listener),
    tokens: { state: (tokenId) => tokens.state(tokenId) },
    async ready() {
      await Promise.all([context.routing.refresh(), tokens.refresh()])
    },
    close() {
      closing ??= finish()
      return closing
    },
  }
}

/** What the transport took over when it was made. */
const CONNECTION_SETTINGS = ['connectTimeoutMs', 'idleTimeoutMs', 'keepAliveMs', 'lookup'] as const

/** The first requests wait until everything has been read; where that fails, later ones try again. */
function loadFirst(routing: Routing): () => Promise<void> | undefined {
  let isLoaded = false
  let loading: Promise<void> | undefined
  const load = async () => {
    try {
      await routing.load()
      isLoaded = true
    } catch (cause) {
      // A store that gives what it must not has answered, and would never be of use.
      if (cause instanceof CcloadError && cause.code === 'invalid_option') throw cause
      const message = 'The channels could not be read from the store.'
      throw new CcloadError('store_unavailable', message, { cause })
    } finally {
      loading = undefined
    }
  }
  return () => {
    if (isLoaded) return routing.refresh()
    loading ??= load()
    return loading
  }
}

/** The names that the enabled channels serve, computed once per snapshot, or those of some channels. */
function memoizeModels(channels: () => readonly Channel[]): PipelineContext['routing']['models'] {
  let from: readonly Channel[] | undefined
  let models: readonly string[] = []
  return (channelIds) => {
    const current = channels()
    if (channelIds !== null) return modelsOf(current.filter(({ id }) => channelIds.includes(id)))
    if (current !== from) {
      models = modelsOf(current)
      from = current
    }
    return models
  }
}

/** Wildcards left out. */
function modelsOf(channels: readonly Channel[]): readonly string[] {
  const names = channels
    .filter((channel) => channel.enabled)
    .flatMap((channel) => [...channel.models, ...Object.keys(channel.aliases)])
  return [...new Set(names)].filter((name) => !name.includes('*')).sort()
}
