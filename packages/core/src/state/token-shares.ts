import type { Clock } from '../ports/clock.js'
import type { Logger } from '../ports/logger.js'
import type { DemandOfOthers, TokenShareStore } from '../ports/token-share-store.js'

/** How much of its tokens' limits is this process's to give. */
export interface TokenShares {
  /** A request of a token has come, whatever becomes of it. */
  asked(tokenId: number, now: number): void
  /** The part of a limit per minute that this process may use up. */
  requestsPerMinute(tokenId: number, limit: number): number
  /** The part of a limit of requests under way that this process may use up. */
  concurrent(tokenId: number, limit: number): number
  /** Stops, and lets the others have its part. */
  close(): Promise<void>
}

/** What token shares work with. */
export interface TokenSharesOptions {
  readonly store: TokenShareStore
  /** Unique among processes. */
  readonly process: string
  /** How a token stands in this process. */
  readonly stateOf: (
    tokenId: number,
    now: number,
  ) => { readonly used: number; readonly inFlight: number }
  readonly clock: Clock
  readonly logger: Logger
}

/** While limited tokens are in use. */
const EXCHANGE_MS = 1_000
/** Otherwise: so that processes know how many they are. */
const HEARTBEAT_MS = 10_000
/** Who has been silent for longer is gone. */
const MAX_AGE_MS = 25_000
/** A token that nobody has asked for lately is not talked about. */
const IN_USE_MS = 60_000
/** How much of a new second's demand shows at once: the shares should not dance. */
const SMOOTHING = 0.3
/** Stands for the process itself. */
const ITSELF = 0

/** A demand as a limit sees it, with a little room to grow. */
function perMinute(demand: number): number {
  return Math.ceil((demand * 60 * 1.05) / 1_000)
}

interface Own {
  asked: number
  /** Thousandths per second. */
  demand: number
  lastAt: number
}

/**
 * Divides limits among the processes of a store by what is asked of each. Each tells the others
 * what it has seen, every second, and takes the part of a rate that is its part of the demand, and of
 * either limit never more than the others have left. Between two exchanges nobody waits for anybody. Where the
 * store fails, the parts stay what they were.
 */
export function createTokenShares(options: TokenSharesOptions): TokenShares {
  const { store, process, stateOf, clock, logger } = options
  const own = new Map<number, Own>()
  let others = new Map<number, DemandOfOthers>()
  /** Tokens that the others have been asked about. */
  let known = new Set<number>()
  let exchanging: Promise<void> | undefined
  let exchangedAt = Number.NEGATIVE_INFINITY
  let isFailing = false
  let isClosed = false
  let cancel = () => {}

  function measure(now: number): void {
    const seconds = Math.max(0.1, (now - exchangedAt) / 1_000)
    for (const [tokenId, seen] of own) {
      if (now - seen.lastAt >= IN_USE_MS) {
        own.delete(tokenId)
        continue
      }
      const demand = (seen.asked * 1_000) / Math.min(seconds, HEARTBEAT_MS / 1_000)
      const isFirst = !known.has(tokenId)
      seen.demand = isFirst ? demand : seen.demand + SMOOTHING * (demand - seen.demand)
      seen.asked = 0
    }
  }

  async function exchange(): Promise<void> {
    const now = clock.now()
    measure(now)
    exchangedAt = now
    const told = [...own].map(([tokenId, { demand }]) => ({
      tokenId,
      demand: Math.max(1, Math.round(demand)),
      ...stateOf(tokenId, now),
    }))
    const itself = { tokenId: ITSELF, demand: 0, used: 0, inFlight: 0 }
    try {
      const answer = await store.exchange(process, [itself, ...told], MAX_AGE_MS)
      others = new Map(answer.map((one) => [one.tokenId, one]))
      known = new Set(told.map(({ tokenId }) => tokenId))
      isFailing = false
    } catch (error) {
      if (!isFailing) logger.warn({ err: error }, 'limits of tokens cannot be shared for now')
      isFailing = true
    }
  }

  function run(): void {
    cancel()
    exchanging ??= exchange().finally(() => {
      exchanging = undefined
      if (!isClosed) cancel = clock.after(own.size > 0 ? EXCHANGE_MS : HEARTBEAT_MS, run)
    })
  }

  /** Before anything is known of a token it is an equal part; one at least, so that nobody starves. */
  function equalPart(limit: number, processes: number): number {
    return Math.max(1, Math.floor(limit / processes))
  }

  function partByDemand(tokenId: number, limit: number, theirs: DemandOfOthers): number {
    const demand = Math.max(1, own.get(tokenId)?.demand ?? 0)
    const fair = equalPart(limit, theirs.processes + 1)
    const mine = perMinute(demand)
    const rest = limit - perMinute(theirs.demand)
    // What nobody asks for is there for bursts: within a second nobody can ask the others.
    if (mine < rest) return mine + Math.floor((rest - mine) / (theirs.processes + 1))
    // Who asks for no more than its equal part gets what it asks for, and the others the rest.
    if (mine <= fair) return mine
    if (rest >= fair) return rest
    return Math.max(1, Math.floor((limit * demand) / (demand + theirs.demand)))
  }

  const processes = () => (others.get(ITSELF)?.processes ?? 0) + 1

  run()
  return {
    asked(tokenId, now) {
      const seen = own.get(tokenId)
      if (seen === undefined) own.set(tokenId, { asked: 1, demand: 0, lastAt: now })
      else {
        seen.asked += 1
        seen.lastAt = now
      }
      // The others do not know of it, and it not of them.
      if (!known.has(tokenId) && !isFailing && !isClosed) run()
    },
    requestsPerMinute(tokenId, limit) {
      if (!known.has(tokenId)) return equalPart(limit, processes())
      const theirs = others.get(tokenId)
      if (theirs === undefined) return limit
      return Math.max(0, Math.min(partByDemand(tokenId, limit, theirs), limit - theirs.used))
    },
    concurrent(tokenId, limit) {
      if (!known.has(tokenId)) return equalPart(limit, processes())
      return Math.max(0, limit - (others.get(tokenId)?.inFlight ?? 0))
    },
    async close() {
      isClosed = true
      cancel()
      await exchanging
      await store.leave(process).catch(() => {})
    },
  }
}
