import { clientNetwork } from '../security/ip-address.js'

/** Limits how fast passwords can be guessed. All of it is in memory and bounded. */
export interface LoginThrottle {
  /**
   * Counts one attempt, before it is checked, so that parallel attempts cannot slip through.
   * 0: go on. Otherwise nothing was counted, and it is the milliseconds to wait.
   */
  enter(address: string): number
  /** The attempt just counted was right: the client starts afresh. */
  succeed(address: string): void
}

const MAX_CLIENTS = 10_000

/**
 * At most `perClient` wrong attempts from one client and `overall` from everybody within any
 * `windowMs`. Clients that have succeeded before are exempt from the overall limit: guessing from
 * many addresses must not lock the owner out.
 */
export function createLoginThrottle(
  options: { now?: () => number; perClient?: number; overall?: number; windowMs?: number } = {},
): LoginThrottle {
  const { now = Date.now, perClient = 5, overall = 100, windowMs = 15 * 60_000 } = options
  const attempts = new Map<string, number[]>()
  const known = new Set<string>()
  let everybody: number[] = []

  const recent = (instants: number[]) => instants.filter((at) => at > now() - windowMs)
  const waitMs = (instants: readonly number[], limit: number) => {
    const oldest = instants[instants.length - limit]
    return oldest === undefined ? 0 : oldest + windowMs - now()
  }

  return {
    enter(address) {
      const client = clientNetwork(address)
      const own = recent(attempts.get(client) ?? [])
      everybody = recent(everybody)
      const wait = Math.max(
        waitMs(own, perClient),
        known.has(client) ? 0 : waitMs(everybody, overall),
      )
      if (wait > 0) return wait
      own.push(now())
      everybody.push(now())
      remember(attempts, client, own)
      return 0
    },
    succeed(address) {
      const client = clientNetwork(address)
      attempts.delete(client)
      everybody.pop()
      known.add(client)
      evictOldest(known)
    },
  }
}

/** The most recent clients stay: a map iterates in the order of insertion. */
function remember(attempts: Map<string, number[]>, client: string, instants: number[]): void {
  attempts.delete(client)
  attempts.set(client, instants)
  evictOldest(attempts)
}

function evictOldest(collection: Map<string, unknown> | Set<string>): void {
  if (collection.size <= MAX_CLIENTS) return
  for (const oldest of collection.keys()) {
    collection.delete(oldest)
    return
  }
}
