import type { ReplicaModel } from './replica-model.js'
import type { ReplicaCounts, ReplicaScene } from './simulate-replicas.js'

/** One figure, as the model has it and as it was counted. */
export interface ReplicaComparison {
  readonly name: Exclude<keyof ReplicaModel, 'connections'>
  readonly reckoned: number
  readonly counted: number
  /** Whether one is as good as the other. */
  readonly isNear: boolean
}

/** How far a figure may be off what the model says. */
export const TOLERANCE = 0.1

/** Where little happens within the time, chance is the larger part: three standard deviations of it. */
const DEVIATIONS = 3

/** Compares all figures of a scene that the model has. */
export function compareReplicas(
  model: ReplicaModel,
  { writes, reads, notices }: ReplicaCounts,
  { seconds, replicas }: Pick<ReplicaScene, 'seconds' | 'replicas'>,
): ReplicaComparison[] {
  const writesOf = (table: string) => writes.get(table) ?? 0
  const readsOf = (table: string) => reads.get(table) ?? 0
  const counted: Record<ReplicaComparison['name'], number> = {
    logs: writesOf('logs'),
    usage: writesOf('token_usage'),
    cursors: writesOf('rr'),
    shares: writesOf('token_shares'),
    leases: writesOf('leases'),
    settingReads: readsOf('admin_settings'),
    revisionReads: readsOf('revisions'),
    cooldownReads: readsOf('cooldowns'),
    channelReads: readsOf('channels'),
    notices,
  }
  return Object.entries(counted).map(([key, sum]) => {
    const name = key as ReplicaComparison['name']
    const reckoned = model[name]
    // What is told is told to all: chance is in how often, and not in how many hear of it.
    const each = EACH_REPLICA.has(name) ? replicas : 1
    const chance = DEVIATIONS * each * Math.sqrt(reckoned / each / seconds)
    const isBelow = AT_MOST.has(name) && sum < reckoned
    const isNear = isBelow || Math.abs(sum - reckoned) <= Math.max(TOLERANCE * reckoned, chance)
    return { name, reckoned, counted: sum, isNear }
  })
}

/** Who finds the lease taken does not come again before the next round: the model is the upper bound. */
const AT_MOST = new Set<ReplicaComparison['name']>(['leases'])

const EACH_REPLICA = new Set<ReplicaComparison['name']>([
  'revisionReads',
  'cooldownReads',
  'channelReads',
  'notices',
])
