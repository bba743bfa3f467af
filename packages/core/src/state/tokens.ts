import type { ClientToken, TokenUsage } from '../domain/client-token.js'
import { toTokenDigest } from '../domain/token-secret.js'
import { CcloadError } from '../errors.js'
import type { Clock } from '../ports/clock.js'
import type { Logger } from '../ports/logger.js'
import type { TokenStore } from '../ports/token-store.js'
import { createSnapshot } from './snapshot.js'
import { createTokenLimiter, type TokenLimiter } from './token-limits.js'
import { createTokenShares } from './token-shares.js'
import { createTokenUsage } from './token-usage.js'

/** What tokens work with. All times in milliseconds. */
export interface TokensOptions {
  readonly store: TokenStore
  readonly clock: Clock
  readonly logger: Logger
  /** How long the tokens serve before they are read again, without a change being known. */
  readonly ttlMs: number
  /** How long uses are gathered before they go to the store. */
  readonly writeBehindMs: number
}

/** How a token stands right now. */
export interface TokenState extends TokenUsage {
  /** Epoch milliseconds of the latest use that this process knows of; null: none. */
  readonly lastUsedAt: number | null
  /** Requests under way. */
  readonly inFlight: number
}

/** The store's tokens in memory: who they belong to and what they have left. */
export interface Tokens extends Pick<TokenLimiter, 'admit' | 'budget'> {
  /**
   * Undefined: the tokens are known well enough, go ahead. A promise: they have changed, wait for
   * it. Rejects, with `store_unavailable`, only where none were ever read.
   */
  refresh(): Promise<void> | undefined
  /** How many there are, those that cannot be used included. */
  count(): number
  /** The token whose secret this is, usable or not. */
  find(secret: string): ClientToken | undefined
  /** An attempt of a token's request is over. `time`: when it began. */
  book(tokenId: number, costMicroUsd: number, time: number): void
  /** How a token stands at the clock's instant. */
  state(tokenId: number): TokenState
  /** Writes what is left to the store, which stays open. */
  close(): Promise<void>
}

/** Tokens of a store, to be loaded by the first {@link Tokens.refresh}. */
export function createTokens(options: TokensOptions): Tokens {
  const { store, clock, logger, ttlMs, writeBehindMs: intervalMs } = options
  const usage = createTokenUsage({ store: store.usage, clock, logger, intervalMs })
  const shares =
    store.shares &&
    createTokenShares({
      store: store.shares,
      process: crypto.randomUUID(),
      stateOf: (tokenId, now) => ({
        used: limiter.used(tokenId, now),
        inFlight: limiter.inFlight(tokenId),
      }),
      clock,
      logger,
    })
  const limiter = createTokenLimiter(usage, shares)
  let byDigest = new Map<string, ClientToken>()
  /**
   * By secret, once it has been seen, so that a request costs no digest. Only secrets that belong to
   * a token get in, so there are never more of them than tokens.
   */
  let bySecret = new Map<string, ClientToken>()
  let isLoaded = false
  let loading: Promise<void> | undefined

  const snapshot = createSnapshot({
    source: store,
    what: 'tokens',
    clock,
    logger,
    ttlMs,
    use(tokens) {
      byDigest = new Map(tokens.map((token) => [token.digest, token]))
      bySecret = new Map()
      limiter.keepOnly(new Set(tokens.map(({ id }) => id)))
    },
  })

  async function load(): Promise<void> {
    try {
      await Promise.all([snapshot.refresh(), usage.load()])
      isLoaded = true
    } catch (cause) {
      const message = 'The tokens could not be read from the store.'
      throw new CcloadError('store_unavailable', message, { cause })
    } finally {
      loading = undefined
    }
  }

  return {
    refresh() {
      if (isLoaded) return snapshot.refresh()
      loading ??= load()
      return loading
    },
    count: () => byDigest.size,

    find(secret) {
      const known = bySecret.get(secret)
      if (known !== undefined) return known
      const token = byDigest.get(toTokenDigest(secret))
      if (token !== undefined) bySecret.set(secret, token)
      return token
    },

    admit: limiter.admit,
    budget: limiter.budget,

    book(tokenId, costMicroUsd, time) {
      if (costMicroUsd > 0) usage.add(tokenId, { costMicroUsd, time })
    },

    state: (tokenId) => ({
      ...usage.of(tokenId),
      lastUsedAt: usage.lastUsedAt(tokenId) ?? null,
      inFlight: limiter.inFlight(tokenId),
    }),

    async close() {
      snapshot.close()
      await Promise.all([usage.close(), shares?.close()])
    },
  }
}
