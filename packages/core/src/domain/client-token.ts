/** How much a token may use; null: no limit. */
export interface TokenLimits {
  /** Within any 60 seconds. Counting tokens has a limit of the same size of its own. */
  readonly requestsPerMinute: number | null
  /** Requests under way at once. */
  readonly concurrent: number | null
  /** Per day (UTC), in millionths of a US dollar. */
  readonly dailyCostMicroUsd: number | null
  /** Per calendar month (UTC), in millionths of a US dollar. */
  readonly monthlyCostMicroUsd: number | null
}

/** A credential that clients of the proxy use, as it is stored: without the secret itself. */
export interface ClientToken {
  /** Unique within the store, never given again. */
  readonly id: number
  /** Unique within the store. Log entries name it. */
  readonly name: string
  /** See `toTokenDigest`. Unique within the store; never shown. */
  readonly digest: string
  /** The secret's beginning, to recognise it by. */
  readonly prefix: string
  readonly enabled: boolean
  /** Epoch milliseconds from which on it is refused; null: never. */
  readonly expiresAt: number | null
  /** Models that may be asked for: exact names, or with `*` as a wildcard. Null: all. */
  readonly models: readonly string[] | null
  /** The only channels that may answer. Null: all. */
  readonly channelIds: readonly number[] | null
  readonly limits: TokenLimits
  /** Epoch milliseconds, written a little late; null: never. */
  readonly lastUsedAt: number | null
  /** Counts up with each change, from 1. Being used is none. */
  readonly version: number
  /** Epoch milliseconds. */
  readonly createdAt: number
  /** Epoch milliseconds. */
  readonly updatedAt: number
}

/** A token as it is created: what is left out gets its default. */
export interface TokenDraft {
  readonly name: string
  readonly digest: string
  readonly prefix: string
  readonly enabled?: boolean | undefined
  readonly expiresAt?: number | null | undefined
  readonly models?: readonly string[] | null | undefined
  readonly channelIds?: readonly number[] | null | undefined
  readonly limits?: TokenLimits | undefined
}

/** A change to a token: only what is named changes, and null is a value like any other. */
export type TokenPatch = Partial<Omit<TokenDraft, 'name' | 'digest' | 'prefix'>> & {
  readonly name?: string | undefined
}

/** The fields that a draft may leave out: a token without limits that never expires. */
export const TOKEN_DEFAULTS = {
  enabled: true,
  expiresAt: null,
  models: null,
  channelIds: null,
  limits: {
    requestsPerMinute: null,
    concurrent: null,
    dailyCostMicroUsd: null,
    monthlyCostMicroUsd: null,
  },
} as const satisfies Partial<TokenDraft>

/** What a token was used for on one day, to be added to what is known of that day. */
export interface TokenUse {
  readonly tokenId: number
  /** Midnight UTC, epoch milliseconds. */
  readonly day: number
  readonly requests: number
  readonly costMicroUsd: number
  /** Epoch milliseconds of the latest use. */
  readonly lastUsedAt: number
}

/** What a token has used in the day and the month that run. */
export interface TokenUsage {
  readonly tokenId: number
  readonly requestsToday: number
  readonly costTodayMicroUsd: number
  readonly costMonthMicroUsd: number
}
