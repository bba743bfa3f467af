import type { CcloadProxy, Store } from '@ccload/core'
import * as z from 'zod'
import { type AdminRoute, adminRoute } from '../http/admin-route.js'
import { success } from '../http/reply.js'

const ids = z
  .array(z.int().positive())
  .min(1)
  .max(10_000)
  .transform((list) => [...new Set(list)])

const batchBody = z.discriminatedUnion('action', [
  z.strictObject({ ids, action: z.enum(['enable', 'disable', 'delete', 'clear_cooldown']) }),
  z.strictObject({
    ids,
    action: z.literal('priority'),
    priority: z.int().min(-1_000_000).max(1_000_000),
  }),
])

/** The same change to many channels. */
export function channelBatchRoutes(options: {
  store: Store
  cooldowns: Pick<CcloadProxy['cooldowns'], 'clear'>
}): AdminRoute[] {
  const { store, cooldowns } = options

  /** False: there is no such channel. */
  const apply = async (id: number, change: z.output<typeof batchBody>): Promise<boolean> => {
    switch (change.action) {
      case 'enable':
      case 'disable': {
        const enabled = change.action === 'enable'
        return (await store.channels.update(id, { enabled })) !== undefined
      }
      case 'priority':
        return (await store.channels.update(id, { priority: change.priority })) !== undefined
      case 'delete':
        return store.channels.remove(id)
      case 'clear_cooldown':
        cooldowns.clear(id)
        return (await store.channels.get(id)) !== undefined
    }
  }

  return [
    adminRoute({
      method: 'post',
      path: '/admin/channels/batch',
      summary: 'Enable, disable, delete, prioritise or wake many channels; unknown ids are named',
      body: batchBody,
      data: z.strictObject({ changed: z.int(), missing: z.array(z.int()) }),
      async handle({ body }) {
        const missing: number[] = []
        for (const id of body.ids) {
          if (!(await apply(id, body))) missing.push(id)
        }
        return success({ changed: body.ids.length - missing.length, missing })
      },
    }),
  ]
}
