/** What a cooldown rests: one key, one model of a channel, or the whole channel. */
export type CooldownScope = 'key' | 'model' | 'channel'

/** Why a cooldown was set. Each cause climbs a ladder of its own. */
export type CooldownCause =
  | 'connection'
  | 'timeout'
  | 'server-error'
  | 'overloaded'
  | 'rate-limit'
  | 'quota'
  | 'credential'
  | 'not-found'
  | 'malformed'

/** What a cooldown applies to. `keyId` is set for scope `key`, `model` (upstream's name) for `model`. */
export interface CooldownTarget {
  readonly scope: CooldownScope
  readonly channelId: number
  readonly keyId: number | null
  readonly model: string | null
}

/** A rest that a failure earned. */
export interface Cooldown extends CooldownTarget {
  /** Epoch milliseconds at which it ends. */
  readonly until: number
  /** The step's nominal length in milliseconds, before jitter: what doubling starts from. */
  readonly durationMs: number
  readonly cause: CooldownCause
}
