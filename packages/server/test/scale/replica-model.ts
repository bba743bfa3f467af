import type { ReplicaCounts, ReplicaScene } from './simulate-replicas.js'

/** What docs/scale.md reckons a scene to come to, per second of all replicas together. */
export interface ReplicaModel {
  readonly logs: number
  readonly usage: number
  readonly cursors: number
  readonly shares: number
  readonly leases: number
  readonly settingReads: number
  readonly revisionReads: number
  readonly cooldownReads: number
  readonly channelReads: number
  readonly notices: number
  /** At once, at most. */
  readonly connections: number
}

const LOG_INTERVAL_MS = 500
const WRITE_BEHIND_MS = 250
const EXCHANGE_MS = 1_000
const HEARTBEAT_MS = 10_000
const TOKEN_IN_USE_SECONDS = 60
const POLL_MS = 1_000
const POLL_BESIDE_LISTENING_MS = 15_000
const UPKEEP_MS = 600_000
/** A round of upkeep takes the lease, keeps it before each of its steps, and gives it back. */
const LEASE_WRITES_PER_ROUND = 22
/** Which channels there are, and what those hold that have changed. */
const READS_PER_EDIT = 2
/** One for the proxy, and one for what must not be shown. */
const LISTS_PER_EDIT = 2

/**
 * `held`: what the database makes of it, for how long a transaction holds the rows of a table that all
 * processes write.
 */
export function toReplicaModel(
  scene: ReplicaScene,
  { heldMs }: Pick<ReplicaCounts, 'heldMs'>,
): ReplicaModel {
  const { replicas, perSecond, listens, failing, edits, seconds, withoutSession, poolSize } = scene
  const of = (rate: number, intervalMs: number, table: string) =>
    replicas *
    Math.min(toBatches(rate / replicas, intervalMs), perHeld(heldMs.get(table), replicas))
  // A failure is told of when it begins to rest what failed, and once more when that works again.
  const notifications = edits + 2 * failing * perSecond
  const rests = notifications - edits
  const restsHeard = listens ? rests : 1 - Math.exp(-rests)
  const polls = 1_000 / (listens ? POLL_BESIDE_LISTENING_MS : POLL_MS)
  return {
    logs: of(perSecond * (1 + failing), LOG_INTERVAL_MS, 'rollups'),
    usage: of(perSecond, WRITE_BEHIND_MS, 'token_usage'),
    cursors: of(perSecond * withoutSession, WRITE_BEHIND_MS, 'rr'),
    shares: replicas * toExchanges(scene),
    leases:
      seconds < UPKEEP_MS / 1_000 ? 0 : (replicas * LEASE_WRITES_PER_ROUND * 1_000) / UPKEEP_MS,
    settingReads: replicas,
    revisionReads: replicas * (polls + (listens ? notifications : 0) + edits * LISTS_PER_EDIT),
    cooldownReads: replicas * restsHeard,
    channelReads: replicas * edits * READS_PER_EDIT,
    notices: listens ? replicas * notifications : 0,
    connections: replicas * (poolSize + (listens ? 1 : 0)),
  }
}

/**
 * Exchanges per second of a replica: one each second while tokens are in use, and one at once, from
 * which the second counts anew, for a token that it has not been asked for lately.
 */
function toExchanges({ replicas, perSecond, tokens, seconds }: ReplicaScene): number {
  if (perSecond === 0) return 1_000 / HEARTBEAT_MS
  const asked = perSecond / replicas
  // The load has been there for as long again when the counting begins.
  const known = Math.min(TOKEN_IN_USE_SECONDS, seconds * 1.5)
  const news = asked * Math.exp((-asked / tokens) * known)
  return news < 1e-6 ? 1_000 / EXCHANGE_MS : news / (1 - Math.exp((-news * EXCHANGE_MS) / 1_000))
}

/** Batches per second: what comes first starts the wait, and all that comes within it goes along. */
function toBatches(perSecond: number, intervalMs: number): number {
  return perSecond / (1 + (perSecond * intervalMs) / 1_000)
}

/** How often each of the replicas gets to write rows that only one at a time can hold. */
function perHeld(heldMs: number | undefined, replicas: number): number {
  return heldMs === undefined ? Number.POSITIVE_INFINITY : 1_000 / heldMs / replicas
}
