/** One upstream credential of a channel. */
export interface ChannelKey {
  /** Unique within the store. */
  readonly id: number
  /** The credential itself. Never logged, never returned by an API: see {@link maskKey}. */
  readonly secret: string
  readonly enabled: boolean
  readonly note: string
}

/** How a channel with several keys picks the next one. */
export type KeyStrategy = 'round-robin' | 'sequential'

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
  /** Epoch milliseconds. */
  readonly createdAt: number
  /** Epoch milliseconds. */
  readonly updatedAt: number
}

/** A key as it is written: the store gives the id. */
export interface KeyDraft {
  /** Names an existing key of the same channel, whose id and cooldown it keeps. */
  readonly id?: number | undefined
  readonly secret: string
  readonly enabled?: boolean | undefined
  readonly note?: string | undefined
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
} as const satisfies Partial<ChannelDraft>

/** The form in which a key may be shown: enough to recognise it, too little to use it. */
export function maskKey(secret: string): string {
  return secret.length < 16 ? '****' : `${secret.slice(0, 4)}****${secret.slice(-4)}`
}
