import * as z from 'zod'
import { type AdminRoute, adminRoute } from '../http/admin-route.js'
import { fieldFailure, success } from '../http/reply.js'
import type { Alerts } from './alerts.js'

const deliveryView = z
  .strictObject({
    delivered: z.boolean(),
    status_code: z.int().nullable().meta({ description: 'What the receiver answered' }),
    reason: z.string().nullable().meta({ description: 'Why it was not delivered' }),
  })
  .meta({ id: 'AlertDelivery' })

/** Trying the webhook out. */
export function alertRoutes({ alerts }: { alerts: Pick<Alerts, 'test'> }): AdminRoute[] {
  return [
    adminRoute({
      method: 'post',
      path: '/admin/alerts/test',
      summary: 'Send a test alert to the webhook, once, and say what came of it',
      data: deliveryView,
      async handle() {
        const delivery = await alerts.test()
        if (delivery === undefined) {
          return fieldFailure(409, 'no_webhook', 'alert_webhook_url', 'is not set')
        }
        return success({
          delivered: delivery.kind === 'accepted',
          status_code: delivery.statusCode,
          reason: delivery.kind === 'accepted' ? null : delivery.reason,
        })
      },
    }),
  ]
}
