import type { Channel } from './domain/channel.js'
import type { Cooldown } from './domain/cooldown.js'
import type { Exchange, ExchangeHandler } from './domain/message.js'
import { CcloadError } from './errors.js'
import type { LogJournal } from './observe/log-journal.js'
import { createLogWriter, type LogWriterCounters } from './observe/log-writer.js'
import { type ProxySettings, toSettings } from './options.js'
import {
  type Authenticate,
  createTokenAuthentication,
  type Token,
} from './pipeline/authenticate.js'
import type { PipelineContext } from './pipeline/context.js'
import { handleRequest } from './pipeline/handle-request.js'
import { matchRoute } from './pipeline/route.js'
import { type Clock, systemClock } from './ports/clock.js'
import { type Logger, silentLogger } from './ports/logger.js'
import { noPrices, type Prices } from './ports/prices.js'
import type { Selector } from './ports/selector.js'
import type { Store } from './ports/store.js'
import type { Transport } from './ports/transport.js'
import { createSelector } from './select/create-selector.js'
import { createRouting, ROUTING_DEFAULTS, type Routing } from './state/routing.js'
import { createUndiciTransport } from './transport/undici-transport.js'

/** What a proxy is made of. Only the store has to be given. */
export interface ProxyOptions {
  /** Channels are read from it; cooldowns, cursors and log entries are written behind. */
  readonly store: Store
  /** Orders the candidates of a request. */
  readonly selector?: Selector
  /** A pino logger fits as it is. Silent where not given. */
  readonly logger?: Logger
  /** Tokens that clients may use. None: only clients on the same machine are served. */
  readonly tokens?: readonly Token[]
  /** Serves clients from anywhere although there is no token. */
  readonly allowOpen?: boolean
  /** Tells who sends a request, in the place of `tokens` and `allowOpen`. */
  readonly authenticate?: Authenticate
  readonly settings?: Partial<ProxySettings>
  /** What models cost. Where a price is not known, a log entry's cost is null. */
  readonly prices?: Prices
  /** Where log entries wait on disk while the store falls behind: `createFileJournal`. */
  readonly journal?: LogJournal
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
  /** The log writer: what it has done, and a way to wait until everything so far is written. */
  readonly logs: {
    counters(): LogWriterCounters
    flush(): Promise<void>
  }
  /** Settles when channels and cooldowns have been loaded; rejects when the store cannot give them. */
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
  const settings = toSettings(options.settings ?? {})
  const routing = createRouting({
    store,
    selector: options.selector ?? createSelector(),
    clock,
    random,
    logger,
    settings: ROUTING_DEFAULTS,
  })
  const logWriter = createLogWriter({
    logs: store.logs,
    clock,
    logger,
    ...(options.journal && { journal: options.journal }),
  })
  const transport = options.transport ?? createUndiciTransport(settings)
  const context: PipelineContext = {
    authenticate:
      options.authenticate ??
      createTokenAuthentication(options.tokens ?? [], options.allowOpen ?? false),
    routing: {
      ...routing,
      refresh: loadFirst(routing),
      models: memoizeModels(() => routing.channels()),
    },
    transport,
    clock,
    prices: options.prices ?? noPrices,
    logger,
    settings,
    record: (entry) => logWriter.push(entry),
  }
  let closing: Promise<unknown> | undefined
  return {
    handles: (method: string, target: string) => matchRoute(method, target) !== undefined,
    handle: (exchange: Exchange) => handleRequest(context, exchange),
    cooldowns: {
      list: () => routing.cooldowns.list(clock.now()),
      clear: (channelId) => routing.cooldowns.clear(channelId),
    },
    logs: { counters: () => logWriter.counters(), flush: () => logWriter.flush() },
    async ready() {
      await context.routing.refresh()
    },
    close() {
      closing ??= Promise.all([routing.close(), logWriter.close(), transport.close()])
      return closing.then(() => {})
    },
  }
}

/** The first requests wait until everything has been read; where that fails, later ones try again. */
function loadFirst(routing: Routing): () => Promise<void> | undefined {
  let isLoaded = false
  let loading: Promise<void> | undefined
  const load = async () => {
    try {
      await routing.load()
      isLoaded = true
    } catch (cause) {
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

/** The names that the enabled channels serve, wildcards left out, computed once per snapshot. */
function memoizeModels(channels: () => readonly Channel[]): () => readonly string[] {
  let from: readonly Channel[] | undefined
  let models: readonly string[] = []
  return () => {
    const current = channels()
    if (current !== from) {
      const names = current
        .filter((channel) => channel.enabled)
        .flatMap((channel) => [...channel.models, ...Object.keys(channel.aliases)])
      models = [...new Set(names)].filter((name) => !name.includes('*')).sort()
      from = current
    }
    return models
  }
}
