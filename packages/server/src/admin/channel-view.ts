import { type Channel, type Cooldown, maskKey } from '@ccload/core'
import { z } from 'zod'
import { toApiKey } from './channel-keys.js'

const instant = z.iso.datetime()

/** A channel as the API shows it, in ccLoad's names. Keys are masked. Instants are RFC 3339. */
export const channelView = z
  .strictObject({
    id: z.int(),
    name: z.string(),
    api_key: z.string().meta({ description: 'All keys, masked and separated by commas' }),
    url: z.string(),
    priority: z.int(),
    models: z.array(z.string()),
    enabled: z.boolean(),
    keys: z.array(
      z.strictObject({
        id: z.int(),
        api_key: z.string().meta({ description: 'Masked' }),
        enabled: z.boolean(),
        note: z.string(),
      }),
    ),
    key_strategy: z.enum(['round-robin', 'sequential']),
    aliases: z.record(z.string(), z.string()),
    weight: z.int(),
    created_at: instant,
    updated_at: instant,
    cooldown_until: instant
      .optional()
      .meta({ description: 'Until when the channel gets no request at all; absent when it may' }),
    cooldown_remaining_ms: z.int().optional(),
  })
  .meta({ id: 'Channel' })

export type ChannelView = z.output<typeof channelView>

/** Shows a channel with what its cooldowns mean for it at `now`. */
export function toChannelView(
  channel: Channel,
  cooldowns: readonly Cooldown[],
  now: number,
): ChannelView {
  const until = restsUntil(channel, cooldowns, now)
  return {
    id: channel.id,
    name: channel.name,
    api_key: toApiKey(channel.keys),
    url: channel.url,
    priority: channel.priority,
    models: [...channel.models],
    enabled: channel.enabled,
    keys: channel.keys.map(({ id, secret, enabled, note }) => ({
      id,
      api_key: maskKey(secret),
      enabled,
      note,
    })),
    key_strategy: channel.keyStrategy,
    aliases: { ...channel.aliases },
    weight: channel.weight,
    created_at: new Date(channel.createdAt).toISOString(),
    updated_at: new Date(channel.updatedAt).toISOString(),
    ...(until > now && {
      cooldown_until: new Date(until).toISOString(),
      cooldown_remaining_ms: until - now,
    }),
  }
}

/** A channel rests while it is cooling itself, or while each of its enabled keys is. */
function restsUntil(channel: Channel, cooldowns: readonly Cooldown[], now: number): number {
  const own = cooldowns.filter(({ channelId, until }) => channelId === channel.id && until > now)
  const whole = own.filter(({ scope }) => scope === 'channel').map(({ until }) => until)
  const keys = channel.keys
    .filter((key) => key.enabled)
    .map((key) => own.find(({ scope, keyId }) => scope === 'key' && keyId === key.id)?.until ?? 0)
  return Math.max(0, ...whole, keys.length > 0 ? Math.min(...keys) : 0)
}
