import type { ChannelWrite } from '../../api/channels.js'
import type { Channel } from '../../api/types.js'

/** A key in the form: one that is there (`id`), or one that is new. */
export interface KeyValue {
  /** Only for the list on the screen. */
  readonly slot: string
  readonly id?: number
  readonly api_key: string
  readonly enabled: boolean
  readonly note: string
}

/** A name and a value, for aliases and headers. */
export interface PairValue {
  readonly slot: string
  readonly name: string
  readonly value: string
}

/** A channel as the form has it. An empty number field means no limit. */
export interface ChannelValues {
  name: string
  url: string
  enabled: boolean
  priority: number | string
  weight: number | string
  keys: KeyValue[]
  /** Secrets to add, one a line. */
  newKeys: string
  key_strategy: Channel['key_strategy']
  models: string[]
  aliases: PairValue[]
  requests_per_minute: number | string
  concurrent: number | string
  daily_usd: number | string
  cost_multiplier: number | string
  headers: PairValue[]
  proxy_url: string
  insecure_tls: boolean
  http2: boolean
  ca: string
  hasHours: boolean
  from: string
  to: string
  time_zone: string
}

let slots = 0
/** A name for a row of the form that no other row has. */
export function nextSlot(): string {
  slots += 1
  return String(slots)
}

const toPairs = (record: Readonly<Record<string, string>>): PairValue[] =>
  Object.entries(record).map(([name, value]) => ({ slot: nextSlot(), name, value }))

/** The form for a channel; without one, for a channel to come. */
export function toValues(channel?: Channel): ChannelValues {
  const { limits, connection, active_hours: hours } = channel ?? {}
  const dailyMicroUsd = limits?.daily_cost_micro_usd ?? null
  return {
    name: channel?.name ?? '',
    url: channel?.url ?? '',
    enabled: channel?.enabled ?? true,
    priority: channel?.priority ?? 10,
    weight: channel?.weight ?? 1,
    keys: channel?.keys.map((key) => ({ ...key, slot: nextSlot() })) ?? [],
    newKeys: '',
    key_strategy: channel?.key_strategy ?? 'round-robin',
    models: [...(channel?.models ?? ['claude-*'])],
    aliases: toPairs(channel?.aliases ?? {}),
    requests_per_minute: limits?.requests_per_minute ?? '',
    concurrent: limits?.concurrent ?? '',
    daily_usd: dailyMicroUsd === null ? '' : dailyMicroUsd / 1e6,
    cost_multiplier: channel?.cost_multiplier ?? 1,
    headers: toPairs(channel?.headers ?? {}),
    proxy_url: connection?.proxy_url ?? '',
    insecure_tls: connection?.insecure_tls ?? false,
    http2: connection?.http2 ?? false,
    ca: connection?.ca ?? '',
    hasHours: Boolean(hours),
    from: hours?.from ?? '09:00',
    to: hours?.to ?? '18:00',
    time_zone: hours?.time_zone ?? Intl.DateTimeFormat().resolvedOptions().timeZone,
  }
}

/** What the server is sent. Only valid values come here. */
export function toWrite(values: ChannelValues): ChannelWrite {
  const added = toSecrets(values.newKeys).map((api_key) => ({ api_key, enabled: true, note: '' }))
  const kept = values.keys.map(({ id, api_key, enabled, note }) => ({
    ...(id === undefined ? { api_key } : { id }),
    enabled,
    note: note.trim(),
  }))
  return {
    name: values.name.trim(),
    url: values.url.trim(),
    enabled: values.enabled,
    priority: Number(values.priority),
    weight: Number(values.weight),
    keys: [...kept, ...added],
    key_strategy: values.key_strategy,
    models: values.models,
    aliases: toRecord(values.aliases),
    limits: {
      requests_per_minute: toLimit(values.requests_per_minute),
      concurrent: toLimit(values.concurrent),
      daily_cost_micro_usd: toLimit(values.daily_usd, 1e6),
    },
    cost_multiplier: values.cost_multiplier === '' ? 1 : Number(values.cost_multiplier),
    headers: toRecord(values.headers),
    connection: {
      proxy_url: values.proxy_url.trim() || null,
      insecure_tls: values.insecure_tls,
      http2: values.http2,
      ca: values.ca.trim() || null,
    },
    active_hours: values.hasHours
      ? { from: values.from, to: values.to, time_zone: values.time_zone.trim() }
      : null,
  }
}

/** Secrets as people paste them: on lines of their own, or separated by commas or spaces. */
export function toSecrets(text: string): string[] {
  return [...new Set(text.split(/[\s,]+/).filter(Boolean))]
}

function toRecord(pairs: readonly PairValue[]): Record<string, string> {
  const filled = pairs.filter(({ name }) => name.trim() !== '')
  return Object.fromEntries(filled.map(({ name, value }) => [name.trim(), value.trim()]))
}

function toLimit(value: number | string, factor = 1): number | null {
  return value === '' ? null : Math.round(Number(value) * factor)
}
