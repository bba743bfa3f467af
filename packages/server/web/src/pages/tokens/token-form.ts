import type { Token, TokenWrite } from '../../api/tokens.js'

/** A token as the form has it. Empty lists and fields: no restriction. */
export interface TokenValues {
  name: string
  enabled: boolean
  /** A day as 2027-01-31; empty: never. */
  expires: string
  models: string[]
  channels: string[]
  requests_per_minute: number | string
  concurrent: number | string
  daily_usd: number | string
  monthly_usd: number | string
}

export function toTokenValues(token?: Token): TokenValues {
  const limits = token?.limits
  const toUsd = (microUsd: number | null | undefined) => (microUsd ? microUsd / 1e6 : '')
  return {
    name: token?.name ?? '',
    enabled: token?.enabled ?? true,
    expires: token?.expires_at ? toDay(new Date(token.expires_at)) : '',
    models: [...(token?.models ?? [])],
    channels: (token?.channel_ids ?? []).map(String),
    requests_per_minute: limits?.requests_per_minute ?? '',
    concurrent: limits?.concurrent ?? '',
    daily_usd: toUsd(limits?.daily_cost_micro_usd),
    monthly_usd: toUsd(limits?.monthly_cost_micro_usd),
  }
}

/** What the server is sent. A token works until the end of its last day in the viewer's zone. */
export function toTokenWrite(values: TokenValues): TokenWrite {
  const limit = (value: number | string, factor = 1) =>
    value === '' ? null : Math.round(Number(value) * factor)
  return {
    name: values.name.trim(),
    enabled: values.enabled,
    expires_at: values.expires === '' ? null : new Date(`${values.expires}T23:59:59`).toISOString(),
    models: values.models.length > 0 ? values.models : null,
    channel_ids: values.channels.length > 0 ? values.channels.map(Number) : null,
    limits: {
      requests_per_minute: limit(values.requests_per_minute),
      concurrent: limit(values.concurrent),
      daily_cost_micro_usd: limit(values.daily_usd, 1e6),
      monthly_cost_micro_usd: limit(values.monthly_usd, 1e6),
    },
  }
}

/** A day so many days from now. */
export function dayAhead(days: number, now = Date.now()): string {
  return toDay(new Date(now + days * 86_400_000))
}

function toDay(date: Date): string {
  const pad = (value: number) => String(value).padStart(2, '0')
  return `${date.getFullYear()}-${pad(date.getMonth() + 1)}-${pad(date.getDate())}`
}
