import type { CooldownCause, CooldownScope } from './cooldown.js'

/** What to cool after a failed attempt. */
export interface CoolingOrder {
  readonly scope: CooldownScope
  readonly cause: CooldownCause
  /** Epoch milliseconds named by the upstream; absent: the exponential ladder decides. */
  readonly until?: number
}

/**
 * What follows from an attempt: whether another candidate may answer instead (`next`) or the
 * client gets this one's answer (`relay`), and what has to rest.
 */
export interface Verdict {
  readonly action: 'relay' | 'next'
  readonly cool?: CoolingOrder
  /** The attempt has proved its channel, key and model well: what rested them is over. */
  readonly clear?: boolean
}
