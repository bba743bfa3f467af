import type { CcloadProxy, Channel, Cooldown, Hold } from '@ccload/core'
import * as z from 'zod'
import type { ChannelHistory } from '../state/channel-history.js'
import { showHeaders } from './channel-headers.js'
import { toApiKey } from './channel-keys.js'
import { maskUrl } from './mask-url.js'

const instant = z.iso.datetime()
const STATES = ['ready', 'cooling', 'probing', 'full', 'disabled', 'outside_hours'] as const
const limit = z.int().nullable()

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
    limits: z.strictObject({
      requests_per_minute: limit,
      concurrent: limit,
      daily_cost_micro_usd: limit,
    }),
    active_hours: z
      .strictObject({ from: z.string(), to: z.string(), time_zone: z.string() })
      .nullable(),
    headers: z
      .record(z.string(), z.string())
      .meta({ description: 'Masked where the name is that of a credential' }),
    connection: z.strictObject({
      proxy_url: z.string().nullable().meta({ description: 'Its password is masked' }),
      insecure_tls: z.boolean(),
      ca: z.string().nullable(),
      http2: z.boolean(),
    }),
    cost_multiplier: z.number(),
    version: z.int().meta({ description: 'Counts up with each change' }),
    created_at: instant,
    updated_at: instant,
    state: z.enum(STATES),
    cooldown_until: instant
      .optional()
      .meta({ description: 'Until when the channel gets no request at all; absent when it may' }),
    cooldown_remaining_ms: z.int().optional(),
    cooldown_cause: z.string().optional(),
    last_success_at: instant.nullable(),
    last_failure_at: instant.nullable(),
    last_failure_message: z.string().nullable(),
  })
  .meta({ id: 'Channel' })

export type ChannelView = z.output<typeof channelView>

/** What is asked for a channel's state. */
export interface ChannelViewOptions {
  readonly cooldowns: Pick<CcloadProxy['cooldowns'], 'list'>
  readonly hold: CcloadProxy['hold']
  readonly history: Pick<ChannelHistory, 'of'>
  readonly now: () => number
}

/** Shows channels as they are now: what rests, what is held back, what came of them lately. */
export function toChannelViews(
  channels: readonly Channel[],
  { cooldowns, hold, history, now }: ChannelViewOptions,
): ChannelView[] {
  const all = cooldowns.list()
  const time = now()
  return channels.map((channel) => {
    const cooldown = restOf(channel, all, time)
    const { successAt, failureAt, failureMessage } = history.of(channel.id)
    return {
      id: channel.id,
      ...toEditable(channel),
      version: channel.version,
      created_at: toInstant(channel.createdAt),
      updated_at: toInstant(channel.updatedAt),
      state: toState(channel, cooldown, hold(channel.id)),
      ...(cooldown && {
        cooldown_until: toInstant(cooldown.until),
        cooldown_remaining_ms: cooldown.until - time,
        cooldown_cause: cooldown.cause,
      }),
      last_success_at: successAt === null ? null : toInstant(successAt),
      last_failure_at: failureAt === null ? null : toInstant(failureAt),
      last_failure_message: failureMessage,
    }
  })
}

/** One channel: see {@link toChannelViews}. */
export function toChannelView(channel: Channel, options: ChannelViewOptions): ChannelView {
  return toChannelViews([channel], options)[0] as ChannelView
}

const HOLD_STATES: Readonly<Record<Hold, (typeof STATES)[number]>> = {
  recovering: 'probing',
  full: 'full',
  'rate-limited': 'full',
  'budget-used-up': 'full',
  'outside-hours': 'outside_hours',
}

function toState(
  { enabled }: Channel,
  cooldown: Cooldown | undefined,
  hold: Hold | undefined,
): (typeof STATES)[number] {
  if (!enabled) return 'disabled'
  if (cooldown !== undefined) return 'cooling'
  return hold === undefined ? 'ready' : HOLD_STATES[hold]
}

function toInstant(time: number): string {
  return new Date(time).toISOString()
}

/** The part of a channel that can be edited, as it is shown. */
export function toEditable(channel: Channel) {
  const { limits, activeHours, connection } = channel
  return {
    name: channel.name,
    api_key: toApiKey(channel.keys),
    url: channel.url,
    priority: channel.priority,
    models: [...channel.models],
    enabled: channel.enabled,
    keys: channel.keys.map(({ id, secret, enabled, note }) => ({
      id,
      api_key: secret.toString(),
      enabled,
      note,
    })),
    key_strategy: channel.keyStrategy,
    aliases: { ...channel.aliases },
    weight: channel.weight,
    limits: {
      requests_per_minute: limits.requestsPerMinute,
      concurrent: limits.concurrent,
      daily_cost_micro_usd: limits.dailyCostMicroUsd,
    },
    active_hours: activeHours && {
      from: activeHours.from,
      to: activeHours.to,
      time_zone: activeHours.timeZone,
    },
    headers: showHeaders(channel.headers),
    connection: {
      proxy_url: maskUrl(connection.proxyUrl?.reveal() ?? null),
      insecure_tls: connection.insecureTls,
      ca: connection.ca,
      http2: connection.http2,
    },
    cost_multiplier: channel.costMultiplier,
  }
}

/** A channel rests while it is cooling itself, or while each of its enabled keys is. */
function restOf(
  channel: Channel,
  cooldowns: readonly Cooldown[],
  now: number,
): Cooldown | undefined {
  const own = cooldowns.filter(({ channelId, until }) => channelId === channel.id && until > now)
  const whole = own.filter(({ scope }) => scope === 'channel')
  const keys = channel.keys.flatMap(({ id, enabled }) =>
    enabled ? [own.find(({ scope, keyId }) => scope === 'key' && keyId === id)] : [],
  )
  const soonest = keys.every((cooldown) => cooldown !== undefined)
    ? keys.toSorted((a, b) => a.until - b.until).slice(0, 1)
    : []
  return [...whole, ...soonest].toSorted((a, b) => b.until - a.until)[0]
}
