/** Shapes of the admin API as far as the pages read them. Money is in millionths of a US dollar. */

export type ChannelState = 'ready' | 'cooling' | 'probing' | 'full' | 'disabled' | 'outside_hours'

export interface ChannelKey {
  readonly id: number
  /** Masked. */
  readonly api_key: string
  readonly enabled: boolean
  readonly note: string
}

export interface ChannelLimits {
  readonly requests_per_minute: number | null
  readonly concurrent: number | null
  readonly daily_cost_micro_usd: number | null
}

export interface ActiveHours {
  readonly from: string
  readonly to: string
  readonly time_zone: string
}

export interface ChannelConnection {
  readonly proxy_url: string | null
  readonly insecure_tls: boolean
  readonly ca: string | null
  readonly http2: boolean
}

export interface Channel {
  readonly id: number
  readonly name: string
  readonly url: string
  readonly api_key: string
  readonly priority: number
  readonly weight: number
  readonly enabled: boolean
  readonly models: readonly string[]
  readonly aliases: Readonly<Record<string, string>>
  readonly keys: readonly ChannelKey[]
  readonly key_strategy: 'round-robin' | 'sequential'
  readonly limits: ChannelLimits
  readonly active_hours: ActiveHours | null
  readonly headers: Readonly<Record<string, string>>
  readonly connection: ChannelConnection
  readonly cost_multiplier: number
  readonly version: number
  readonly created_at: string
  readonly updated_at: string
  readonly cooldown_until?: string
  readonly cooldown_remaining_ms?: number
  readonly cooldown_cause?: string
  readonly state?: ChannelState
  readonly last_success_at?: string | null
  readonly last_failure_at?: string | null
  readonly last_failure_message?: string | null
}

export interface Cooldown {
  readonly channel_id: number
  readonly channel_name: string | null
  readonly scope: 'key' | 'model' | 'channel'
  readonly key_id: number | null
  readonly model: string | null
  readonly cause: string
  readonly until: string
  readonly remaining_ms: number
  readonly duration_ms: number
}

export interface HealthRow {
  readonly channel_id: number
  readonly channel_name: string
  readonly cells: readonly HealthCell[]
}

export interface HealthCell {
  /** Epoch milliseconds of the hour's start. */
  readonly ts: number
  readonly success: number
  readonly error: number
}

/** One candidate of a plan, or a channel that was left out of it. */
export interface ExplainRow {
  readonly channel_id: number
  readonly channel_name: string
  readonly key_id: number | null
  readonly included: boolean
  readonly position: number | null
  readonly reason: string
  readonly until: string | null
}
