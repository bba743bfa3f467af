import type { Secret } from './secret.js'

/** One upstream credential of a channel. */
export interface ChannelKey {
  /** Unique within the store. */
  readonly id: number
  /** The credential: whatever prints it gets a mask. */
  readonly secret: Secret
  readonly enabled: boolean
  readonly note: string
}

/** How a channel with several keys picks the next one. */
export type KeyStrategy = 'round-robin' | 'sequential'

/**
 * How much a channel may be used; null: no limit. Reaching a limit leaves the channel out of plans
 * without cooling it.
 */
export interface ChannelLimits {
  readonly requestsPerMinute: number | null
  /** Attempts under way at once. */
  readonly concurrent: number | null
  /** Per day (UTC), in millionths of a US dollar. */
  readonly dailyCostMicroUsd: number | null
}

/** The part of each day in which a channel is used; `from` after `to` spans midnight. */
export interface ActiveHours {
  /** `HH:MM`, included. */
  readonly from: string
  /** `HH:MM`, excluded. */
  readonly to: string
  /** IANA name, such as `Asia/Shanghai`. */
  readonly timeZone: string
}

/** How connections to a channel are made. */
export interface ChannelConnection {
  /** `http:`, `https:` or `socks5:` proxy to go through, maybe with a password; null: none. */
  readonly proxyUrl: Secret | null
  /** Accepts any TLS certificate. Only for upstreams on a trusted network. */
  readonly insecureTls: boolean
  /** PEM certificates trusted beside the system's; null: none. */
  readonly ca: string | null
  /** Offers HTTP/2. */
  readonly http2: boolean
}

/** An upstream account: where it is, how to log in, what it serves and when it is preferred. */
export interface Channel {
  /** Unique within the store. */
  readonly id: number
  /** Unique within the store. */
  readonly name: string
  /** Base URL, without `/v1` and without a trailing slash: a request's path and query are appended. */
  readonly url: string
  /** In the order of use for `sequential`. */
  readonly keys: readonly ChannelKey[]
  readonly keyStrategy: KeyStrategy
  /** Model names served: exact, or with `*` as a wildcard (`claude-*`, `*`). */
  readonly models: readonly string[]
  /** Requested model to upstream model, for names that the upstream spells otherwise. */
  readonly aliases: Readonly<Record<string, string>>
  /** Higher goes first. */
  readonly priority: number
  /** Share of the load within its priority, for the `weighted` strategy. At least 1. */
  readonly weight: number
  readonly enabled: boolean
  readonly limits: ChannelLimits
  readonly activeHours: ActiveHours | null
  /**
   * Sent with each request in the place of the client's headers of the same names, but not in the
   * place of the key. Secrets, for some gateways want a credential of their own in them.
   */
  readonly headers: Readonly<Record<string, Secret>>
  readonly connection: ChannelConnection
  /** What list prices are multiplied by to get this account's. */
  readonly costMultiplier: number
  /** Counts up with each change, from 1. */
  readonly version: number
  /** Epoch milliseconds. */
  readonly createdAt: number
  /** Epoch milliseconds. */
  readonly updatedAt: number
}

/** A key as it is written: the store gives the id. */
export interface KeyDraft {
  /** Names an existing key of the same channel, whose id and cooldown it keeps. */
  readonly id?: number | undefined
  readonly secret: string | Secret
  readonly enabled?: boolean | undefined
  readonly note?: string | undefined
}

/** How connections are to be made, as it is written. */
export interface ConnectionDraft extends Omit<ChannelConnection, 'proxyUrl'> {
  readonly proxyUrl: string | Secret | null
}

/** A channel as it is created: what is left out gets its default. */
export interface ChannelDraft {
  readonly name: string
  readonly url: string
  readonly keys: readonly KeyDraft[]
  readonly models: readonly string[]
  readonly keyStrategy?: KeyStrategy | undefined
  readonly aliases?: Readonly<Record<string, string>> | undefined
  readonly priority?: number | undefined
  readonly weight?: number | undefined
  readonly enabled?: boolean | undefined
  readonly limits?: ChannelLimits | undefined
  readonly activeHours?: ActiveHours | null | undefined
  readonly headers?: Readonly<Record<string, string | Secret>> | undefined
  readonly connection?: ConnectionDraft | undefined
  readonly costMultiplier?: number | undefined
}

/** A change to a channel: only what is named changes; `keys` replaces the whole list. */
export type ChannelPatch = Partial<ChannelDraft>

/** The fields that a draft may leave out. */
export const CHANNEL_DEFAULTS = {
  keyStrategy: 'round-robin',
  aliases: {},
  priority: 0,
  weight: 1,
  enabled: true,
  limits: { requestsPerMinute: null, concurrent: null, dailyCostMicroUsd: null },
  activeHours: null,
  headers: {},
  connection: { proxyUrl: null, insecureTls: false, ca: null, http2: false },
  costMultiplier: 1,
} as const satisfies Partial<ChannelDraft>

/** Whether its own limits or hours may keep a channel from use. */
export function isLimited({ limits, activeHours }: Channel): boolean {
  const { requestsPerMinute, concurrent, dailyCostMicroUsd } = limits
  return [requestsPerMinute, concurrent, dailyCostMicroUsd, activeHours].some((one) => one !== null)
}
