import type { Store } from '@ccload/core'
import * as z from 'zod'
import { type AdminRoute, adminRoute } from '../http/admin-route.js'
import { success } from '../http/reply.js'
import type { AddressPolicy } from '../security/address-policy.js'
import { parseUpstreamUrl } from '../security/upstream-url.js'

const body = z.strictObject({
  name: z.string().trim().max(100).optional(),
  url: z.string().max(2000).optional(),
  api_key: z.string().max(200_000).optional(),
})

/** Warns before the same account is entered twice, which would count its limits twice. */
export function duplicateRoutes(options: { store: Store; policy: AddressPolicy }): AdminRoute[] {
  const { store, policy } = options
  return [
    adminRoute({
      method: 'post',
      path: '/admin/channels/check-duplicate',
      summary: 'List the channels that share a name, URL or key with the one described',
      body,
      data: z.array(z.strictObject({ id: z.int(), name: z.string(), same: z.array(z.string()) })),
      async handle({ body: { name, url = '', api_key = '' } }) {
        const parsed = parseUpstreamUrl(url, policy)
        const secrets = new Set(api_key.split(',').map((part) => part.trim()))
        const found = (await store.channels.list()).map((channel) => {
          const same = {
            name: channel.name === name,
            url: parsed.ok && channel.url === parsed.url,
            api_key: channel.keys.some(({ secret }) => secrets.has(secret.reveal())),
          }
          const fields = Object.entries(same).flatMap(([field, isSame]) => (isSame ? [field] : []))
          return { id: channel.id, name: channel.name, same: fields }
        })
        return success(found.filter(({ same }) => same.length > 0))
      },
    }),
  ]
}
