import type { Hold } from './hold.js'

/** Why a channel that serves a model was not used: `cooling`, or a hold. */
export type LeftOutReason = 'cooling' | Hold

/** A channel that a plan left out. */
export interface LeftOut {
  readonly channelId: number
  readonly reason: LeftOutReason
  /** Epoch milliseconds until which it cools; null for a hold. */
  readonly until: number | null
}

/** What a plan left out of the channels that the request might have used. */
export interface PlanNote {
  /** The selector's name; null where it has none. */
  readonly strategy: string | null
  /** How many channels were ready. */
  readonly ready: number
  /** At most {@link LEFT_OUT_LIMIT}, by priority and id. */
  readonly leftOut: readonly LeftOut[]
  /** How many more were left out. */
  readonly more: number
}

/** How many channels a note names. */
export const LEFT_OUT_LIMIT = 20
