import { queryOptions, useQuery } from '@tanstack/react-query'
import { useRefreshMs } from '../app/live.js'
import { call } from './client.js'
import type { Channel, Cooldown, ExplainRow, HealthRow } from './types.js'

/** A channel with the end of its rest on this machine's clock, which may differ from the server's. */
export interface ListedChannel extends Channel {
  /** Epoch milliseconds, this machine's; null: it does not rest. */
  readonly coolsUntil: number | null
}

/** A cooldown with its end on this machine's clock. */
export interface ListedCooldown extends Cooldown {
  readonly endsAt: number
}

/** What can be sent when a channel is created or changed. */
export type ChannelWrite = Partial<
  Omit<Channel, 'id' | 'api_key' | 'keys' | 'version' | 'created_at' | 'updated_at'>
> & {
  readonly keys?: readonly {
    readonly id?: number
    readonly api_key?: string
    readonly enabled: boolean
    readonly note: string
  }[]
}

export const channelsKey = ['channels'] as const

/** All channels, ordered by priority. */
export const channelsQuery = queryOptions({
  queryKey: channelsKey,
  queryFn: async ({ signal }) => {
    const channels = await call<Channel[]>('GET', '/admin/channels', { signal })
    return channels.map(toListed)
  },
})

/** See {@link channelsQuery}. */
export function useChannels() {
  return useQuery({ ...channelsQuery, refetchInterval: useRefreshMs() })
}

/** All cooldowns that run now. */
export const cooldownsQuery = queryOptions({
  queryKey: ['cooldowns'],
  queryFn: async ({ signal }) => {
    const cooldowns = await call<Cooldown[]>('GET', '/admin/cooldowns', { signal })
    const now = Date.now()
    return cooldowns.map((each): ListedCooldown => ({ ...each, endsAt: now + each.remaining_ms }))
  },
})

/** See {@link cooldownsQuery}. */
export function useCooldowns() {
  return useQuery({ ...cooldownsQuery, refetchInterval: useRefreshMs() })
}

/** The last 24 hours of each channel, in cells of one hour. */
export const healthQuery = queryOptions({
  queryKey: ['health', 24],
  queryFn: ({ signal }) =>
    call<HealthRow[]>('GET', '/admin/health', { query: { hours: 24 }, signal }),
})

/** See {@link healthQuery}. */
export function useHealth() {
  return useQuery({ ...healthQuery, refetchInterval: 60_000 })
}

export function toListed(channel: Channel): ListedChannel {
  const { cooldown_remaining_ms: remaining } = channel
  return { ...channel, coolsUntil: remaining === undefined ? null : Date.now() + remaining }
}

export const createChannel = (write: ChannelWrite) =>
  call<Channel>('POST', '/admin/channels', { body: write })

/** Refused with `changed_meanwhile` when the channel is not of the version any more. */
export const replaceChannel = (id: number, write: ChannelWrite, version: number) =>
  call<Channel>('PUT', `/admin/channels/${id}`, {
    body: write,
    headers: { 'if-match': `"${version}"` },
  })

export const patchChannel = (id: number, patch: ChannelWrite) =>
  call<Channel>('PATCH', `/admin/channels/${id}`, { body: patch })

export const copyChannel = (id: number) =>
  call<Channel>('POST', `/admin/channels/${id}/copy`, { body: {} })

export const wakeChannel = (id: number) =>
  call<{ cleared: number }>('DELETE', `/admin/cooldowns/${id}`)

export type BatchAction = 'enable' | 'disable' | 'delete' | 'clear_cooldown' | 'priority'

export const changeChannels = (ids: readonly number[], action: BatchAction, priority?: number) =>
  call<{ changed: number; missing: number[] }>('POST', '/admin/channels/batch', {
    body: { ids, action, ...(priority !== undefined && { priority }) },
  })

export const fetchModels = (id: number) =>
  call<string[]>('POST', `/admin/channels/${id}/models/fetch`)

/** The channels that share a name, an address or a key with what is described. */
export const findDuplicates = (body: { name?: string; url?: string; api_key?: string }) =>
  call<{ id: number; name: string; same: string[] }[]>('POST', '/admin/channels/check-duplicate', {
    body,
  })

/** What the router would do with a request for a model now, and why. */
export const explainRouting = (model: string, session?: string, signal?: AbortSignal) =>
  call<ExplainRow[]>('POST', '/admin/explain', {
    body: { model, ...(session && { session }) },
    ...(signal && { signal }),
  })
