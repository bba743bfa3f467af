/** An address of a channel of ccLoad, which may have several. */
export interface OldUrl {
  readonly url: string
  /** Requests go to it as it stands, without a path of their own. */
  readonly exact: boolean
  /** What it speaks; empty: ccLoad finds out. */
  readonly protocols: readonly string[]
  readonly enabled: boolean
}

/** A key of a channel of ccLoad. */
export interface OldKey {
  readonly secret: string
  readonly enabled: boolean
  readonly note: string
  /** Higher goes first. */
  readonly priority: number
  /** The only models that it may be used for; empty: all. */
  readonly models: readonly string[]
  readonly costMultiplier: number
}

/** A model of a channel of ccLoad. */
export interface OldModel {
  readonly name: string
  /** What the upstream is asked for; empty: the same. */
  readonly redirect: string
  readonly enabled: boolean
}

/** A channel as any version of ccLoad keeps it. Numbers are 0 where there is no limit. */
export interface OldChannel {
  readonly id: number
  readonly name: string
  readonly urls: readonly OldUrl[]
  readonly keys: readonly OldKey[]
  readonly keyStrategy: string
  readonly models: readonly OldModel[]
  readonly priority: number
  readonly enabled: boolean
  /** What it speaks; empty: the Anthropic API. */
  readonly type: string
  /** How it logs in; empty: by keys. */
  readonly authType: string
  readonly requestsPerMinute: number
  readonly concurrent: number
  readonly dailyCostUsd: number
  readonly costMultiplier: number
  readonly proxyUrl: string
  /** `HH:MM` in the time zone of the machine; empty: always. */
  readonly from: string
  readonly to: string
  readonly headers: Readonly<Record<string, string>>
  /** What it has that there is no equivalent for, in words. */
  readonly unknown: readonly string[]
}

/** A row of a file, read or not to be read. `label` says which one it is. */
export type OldRow =
  | { readonly label: string; readonly name: string; readonly channel: OldChannel }
  | { readonly label: string; readonly name: string; readonly problem: string }

/** What a token of ccLoad is. */
export interface OldToken {
  readonly id: number
  /** As it is stored: SHA-256 in hex, or the secret itself where an early version wrote it. */
  readonly token: string
  readonly description: string
  readonly enabled: boolean
  /** Epoch milliseconds; 0: never. */
  readonly expiresAt: number
  /** Undefined: cannot be read. */
  readonly models: readonly string[] | undefined
  /** Undefined: cannot be read. */
  readonly channelIds: readonly number[] | undefined
  /** Whether the channels are those that may not be used. */
  readonly denies: boolean
  readonly concurrent: number
  readonly costMicroUsd: number
  readonly dailyCostMicroUsd: number
  readonly monthlyCostMicroUsd: number
}

/** What has been read from an installation of ccLoad. */
export interface OldInstallation {
  readonly rows: readonly OldRow[]
  readonly tokens: readonly OldToken[]
  /** What is there beside that and stays behind, in words. */
  readonly leftBehind: readonly string[]
}
