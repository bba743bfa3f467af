import { type Figures, NO_FIGURES, type Store, type TimeRange } from '@ccload/core'
import * as z from 'zod'
import { type AdminRoute, adminRoute } from '../http/admin-route.js'
import { success } from '../http/reply.js'
import type { LiveFeed } from '../logs/live-feed.js'
import { figuresFields, figuresView, toFiguresView } from './figures-view.js'
import { rangeFields, toRange } from './range-schema.js'

/** More of them than anyone has, and of their figures none but the one that sorts. */
const ONLY_SUBJECTS = { limit: 100_000, figures: [] } as const

const summaryView = z
  .strictObject({
    ...figuresFields,
    rpm_now: z.int().meta({ description: 'Requests that began within the last minute' }),
    active_channels: z.int().meta({ description: 'Channels that were tried' }),
    active_models: z.int().meta({ description: 'Models that were asked for' }),
    previous: figuresView.meta({ description: 'The same length of time just before' }),
  })
  .meta({ id: 'Summary' })

/** The figures of a stretch of time in one. */
export function summaryRoutes(options: {
  store: Store
  live: Pick<LiveFeed, 'requestsPerMinute'>
  now: () => number
}): AdminRoute[] {
  const { store, live, now } = options
  return [
    adminRoute({
      method: 'get',
      path: '/admin/summary',
      summary: 'The figures of a stretch of time, and those of the stretch before it',
      query: z.strictObject(rangeFields),
      data: summaryView,
      async handle({ query }) {
        const range = toRange(query, now())
        const before = { from: range.from - (range.to - range.from), to: range.from }
        const [figures, previous, channels, models] = await Promise.all([
          readTotal(store, range),
          readTotal(store, before),
          store.stats.totals({ ...range, ...ONLY_SUBJECTS, dimension: 'channel' }),
          store.stats.totals({ ...range, ...ONLY_SUBJECTS, dimension: 'model' }),
        ])
        return success({
          ...toFiguresView(figures),
          rpm_now: live.requestsPerMinute(),
          active_channels: channels.filter(({ channelId }) => channelId !== null).length,
          active_models: models.length,
          previous: toFiguresView(previous),
        })
      },
    }),
  ]
}

async function readTotal({ stats }: Store, range: TimeRange): Promise<Figures> {
  const [total] = await stats.totals({ ...range, dimension: 'all', limit: 1 })
  return total?.figures ?? NO_FIGURES
}
