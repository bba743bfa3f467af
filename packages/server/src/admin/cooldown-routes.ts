import type { CcloadProxy, Cooldown, Store } from '@ccload/core'
import * as z from 'zod'
import { type AdminRoute, adminRoute } from '../http/admin-route.js'
import { success } from '../http/reply.js'
import { noSuchChannel } from './channel-routes.js'
import { pathId } from './field-schemas.js'

const channelParams = z.strictObject({ channelId: pathId })

const cooldownView = z
  .strictObject({
    channel_id: z.int(),
    channel_name: z.string().nullable(),
    scope: z.enum(['key', 'model', 'channel']),
    key_id: z.int().nullable(),
    model: z.string().nullable(),
    cause: z.string(),
    until: z.iso.datetime(),
    remaining_ms: z.int(),
    duration_ms: z.int(),
  })
  .meta({ id: 'Cooldown' })

const clearedView = z.strictObject({ cleared: z.int() })

/** Cooldowns: what is resting, why and how long, and how to end it by hand. */
export function cooldownRoutes(options: {
  store: Store
  cooldowns: CcloadProxy['cooldowns']
  now: () => number
}): AdminRoute[] {
  const { store, cooldowns, now } = options
  return [
    adminRoute({
      method: 'get',
      path: '/admin/cooldowns',
      summary: 'List the cooldowns that are running',
      data: z.array(cooldownView),
      async handle() {
        const channels = await store.channels.list()
        const names = new Map(channels.map(({ id, name }) => [id, name]))
        const running = cooldowns.list().filter(({ until }) => until > now())
        return success(running.map((cooldown) => toView(cooldown, names, now())))
      },
    }),
    adminRoute({
      method: 'delete',
      path: '/admin/cooldowns',
      summary: 'End all cooldowns',
      data: clearedView,
      async handle() {
        return success({ cleared: cooldowns.clear() })
      },
    }),
    adminRoute({
      method: 'delete',
      path: '/admin/cooldowns/{channelId}',
      summary: 'End the cooldowns of a channel, its keys and its models',
      params: channelParams,
      data: clearedView,
      async handle({ params: { channelId } }) {
        const channel = await store.channels.get(channelId)
        if (channel === undefined) return noSuchChannel(channelId)
        return success({ cleared: cooldowns.clear(channelId) })
      },
    }),
  ]
}

function toView(
  cooldown: Cooldown,
  names: ReadonlyMap<number, string>,
  now: number,
): z.output<typeof cooldownView> {
  return {
    channel_id: cooldown.channelId,
    channel_name: names.get(cooldown.channelId) ?? null,
    scope: cooldown.scope,
    key_id: cooldown.keyId,
    model: cooldown.model,
    cause: cooldown.cause,
    until: new Date(cooldown.until).toISOString(),
    remaining_ms: cooldown.until - now,
    duration_ms: cooldown.durationMs,
  }
}
