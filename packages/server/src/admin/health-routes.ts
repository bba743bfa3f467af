import type { Store } from '@ccload/core'
import * as z from 'zod'
import { type AdminRoute, adminRoute } from '../http/admin-route.js'
import { success } from '../http/reply.js'
import { wholeNumber } from './field-schemas.js'

const HOUR_MS = 3_600_000

const cellView = z.strictObject({ ts: z.int(), success: z.int(), error: z.int() })

const healthView = z
  .strictObject({ channel_id: z.int(), channel_name: z.string(), cells: z.array(cellView) })
  .meta({ id: 'ChannelHealth' })

/** How each channel has done, hour by hour. */
export function healthRoutes(options: { store: Store; now: () => number }): AdminRoute[] {
  const { store, now } = options
  return [
    adminRoute({
      method: 'get',
      path: '/admin/health',
      summary:
        'Attempts of each channel by the hour, the current one last: success, and error for failures that are its own',
      query: z.strictObject({ hours: wholeNumber(24 * 31).default(24) }),
      data: z.array(healthView),
      async handle({ query: { hours } }) {
        const current = Math.floor(now() / HOUR_MS) * HOUR_MS
        const range = { from: current - (hours - 1) * HOUR_MS, to: current + HOUR_MS }
        const [channels, rows] = await Promise.all([
          store.channels.list(),
          store.stats.series({
            ...range,
            stepMs: HOUR_MS,
            dimension: 'channel',
            figures: ['successes', 'failedAttempts'],
          }),
        ])
        const found = new Map(rows.map((row) => [`${row.channelId} ${row.time}`, row.figures]))
        return success(
          channels.map(({ id, name }) => ({
            channel_id: id,
            channel_name: name,
            cells: Array.from({ length: hours }, (_, index) => {
              const ts = range.from + index * HOUR_MS
              const figures = found.get(`${id} ${ts}`)
              return { ts, success: figures?.successes ?? 0, error: figures?.failedAttempts ?? 0 }
            }),
          })),
        )
      },
    }),
  ]
}
