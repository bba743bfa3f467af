import { useQuery } from '@tanstack/react-query'
import { call } from './client.js'

export type SettingValue = number | boolean | string

/** Something that can be changed while the server runs. */
export interface Setting {
  readonly key: string
  readonly value: SettingValue
  /** `env`: set by the variable, and not to be changed here. */
  readonly source: 'env' | 'stored' | 'default'
  readonly variable: string
  readonly type: 'integer' | 'number' | 'boolean' | 'enum' | 'text'
  readonly default: SettingValue
  readonly min?: number
  readonly max?: number
  readonly options?: readonly string[]
  readonly max_length?: number
  /** Of a text. A secret is shown masked, and stays as it is when sent back like that. */
  readonly form?: 'url' | 'secret'
  readonly unit?: string
  readonly group: string
  readonly description: string
  readonly description_zh: string
}

export const settingsKey = ['settings'] as const

export function useSettings() {
  return useQuery({
    queryKey: settingsKey,
    queryFn: ({ signal }) => call<Setting[]>('GET', '/admin/settings', { signal }),
  })
}

/** null goes back to the default. Takes effect at once. */
export const changeSettings = (changes: Readonly<Record<string, SettingValue | null>>) =>
  call<Setting[]>('PATCH', '/admin/settings', { body: changes })

/** Ends all sessions, this one too. */
export const changePassword = (current: string, next: string) =>
  call<unknown>('PUT', '/admin/password', {
    body: { current_password: current, new_password: next },
  })

/** What another policy would have made of the past. */
export interface Simulation {
  readonly entries: number
  readonly truncated: boolean
  readonly requests: number
  readonly answered: number
  readonly failovers: number
  readonly continued: number
  readonly cache_hits: number
  readonly added_latency_ms: { readonly mean: number; readonly p95: number; readonly max: number }
  readonly channels: readonly {
    readonly channel_id: number
    readonly channel_name: string
    readonly share: number
    readonly failed: number
  }[]
}

export const simulate = (policy: string, fromHours: number) =>
  call<Simulation>('POST', '/admin/simulate', { body: { policy, from_hours: fromHours } })
