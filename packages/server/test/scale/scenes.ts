import type { ReplicaScene } from './simulate-replicas.js'

/** What all scenes have in common, unless they say otherwise. */
const COMMON: ReplicaScene = {
  replicas: 10,
  perSecond: 0,
  poolSize: 10,
  listens: true,
  edits: 0,
  failing: 0,
  withoutSession: 0.1,
  tokens: 20,
  // A database in the same building, on a disk that keeps what it is told.
  statementMs: 0.5,
  commitMs: 3,
  seconds: 10,
  seed: 1,
}

/** Nothing is asked, for as long as it takes until upkeep has come round. */
export function idleScene(replicas: number): ReplicaScene {
  return { ...COMMON, replicas, seconds: 600 }
}

/** Requests, edits and failures at rates that a whole company may have. */
export function busyScene(changes: Partial<ReplicaScene>): ReplicaScene {
  return { ...COMMON, perSecond: 1_000, edits: 0.2, failing: 0.001, ...changes }
}
