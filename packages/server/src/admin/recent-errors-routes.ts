import { type Store, toErrorCause } from '@ccload/core'
import * as z from 'zod'
import { type AdminRoute, adminRoute } from '../http/admin-route.js'
import { success } from '../http/reply.js'
import { readChannelNames } from './channel-names.js'
import { wholeNumber } from './field-schemas.js'
import { rangeFields, toRange } from './range-schema.js'

const errorView = z
  .strictObject({
    cause: z.string().meta({ description: 'In one word, to be translated' }),
    outcome: z.string(),
    status_code: z.int(),
    channel_id: z.int().nullable(),
    channel_name: z.string().nullable(),
    message: z.string().meta({ description: 'Of the latest one' }),
    request_id: z.string().meta({ description: 'Of the latest one' }),
    count: z.int(),
    last_at: z.iso.datetime(),
  })
  .meta({ id: 'RecentError' })

/** What went wrong lately, the same together. */
export function recentErrorsRoutes(options: { store: Store; now: () => number }): AdminRoute[] {
  const { store, now } = options
  return [
    adminRoute({
      method: 'get',
      path: '/admin/recent-errors',
      summary:
        'Attempts that did not succeed, by cause, status and channel, the most frequent first',
      query: z.strictObject({ ...rangeFields, limit: wholeNumber(1000).default(100) }),
      data: z.array(errorView),
      async handle({ query }) {
        const { from, to } = toRange(query, now())
        const [groups, toChannelName] = await Promise.all([
          store.logs.errors({ since: from, until: to }),
          readChannelNames(store),
        ])
        return success(
          groups.slice(0, query.limit).map(({ outcome, statusCode, channelId, count, last }) => ({
            cause: toErrorCause(outcome, statusCode) ?? outcome,
            outcome,
            status_code: statusCode,
            channel_id: channelId,
            channel_name: toChannelName(last),
            message: last.message,
            request_id: last.requestId,
            count,
            last_at: new Date(last.time).toISOString(),
          })),
        )
      },
    }),
  ]
}
