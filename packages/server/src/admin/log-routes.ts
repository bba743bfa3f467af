import type { Store } from '@ccload/core'
import { z } from 'zod'
import { type AdminRoute, adminRoute } from '../http/admin-route.js'
import { success } from '../http/reply.js'
import { logView, toLogView } from './log-view.js'

const wholeNumber = (max: number) =>
  z
    .string()
    .regex(/^\d{1,15}$/, 'must be a whole number')
    .transform(Number)
    .refine((value) => value >= 1 && value <= max, `must be between 1 and ${max}`)

const text = z.string().min(1).max(200)

const logQuery = z.strictObject({
  hours: wholeNumber(24 * 366 * 10).default(24),
  limit: wholeNumber(1000).default(200),
  channel_id: wholeNumber(Number.MAX_SAFE_INTEGER).optional(),
  model: text.optional(),
  request_id: text.optional(),
  before_id: wholeNumber(Number.MAX_SAFE_INTEGER).optional(),
})

/** Log entries, newest first. `/admin/errors` is ccLoad's name for the same list. */
export function logRoutes(options: { store: Store; now: () => number }): AdminRoute[] {
  const { store, now } = options
  return (['/admin/logs', '/admin/errors'] as const).map((path) =>
    adminRoute({
      method: 'get',
      path,
      summary: 'List log entries, newest first; before_id leads to the next page',
      query: logQuery,
      data: z.array(logView),
      async handle({ query }) {
        const entries = await store.logs.list({
          since: now() - query.hours * 3_600_000,
          limit: query.limit,
          channelId: query.channel_id,
          model: query.model,
          requestId: query.request_id,
          beforeId: query.before_id,
        })
        return success(entries.map(toLogView))
      },
    }),
  )
}
