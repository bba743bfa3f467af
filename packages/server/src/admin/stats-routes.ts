import type { Dimension, Store, SubjectFigures, TotalsQuery } from '@ccload/core'
import * as z from 'zod'
import { type AdminRoute, adminRoute } from '../http/admin-route.js'
import { success } from '../http/reply.js'
import { readChannelNames, type ToChannelName } from './channel-names.js'
import { wholeNumber } from './field-schemas.js'
import { figuresFields, toFiguresView } from './figures-view.js'
import { rangeFields, toRange } from './range-schema.js'

const GROUPS = ['channel_model', 'channel', 'model', 'token', 'session'] as const

type Group = (typeof GROUPS)[number]

/** What rows can be sorted by, the greatest first. */
const SORTS = {
  requests: 'requests',
  successes: 'successes',
  client_errors: 'clientErrors',
  aborts: 'aborts',
  failures: 'failures',
  attempts: 'attempts',
  failed_attempts: 'failedAttempts',
  input_tokens: 'inputTokens',
  output_tokens: 'outputTokens',
  cache_read_tokens: 'cacheReadTokens',
  cost_micro_usd: 'costMicroUsd',
  unpriced: 'unpriced',
} as const satisfies Record<string, NonNullable<TotalsQuery['sort']>>

const statsQuery = z.strictObject({
  ...rangeFields,
  group: z.enum(GROUPS).default('channel_model'),
  sort: z.enum(Object.keys(SORTS) as (keyof typeof SORTS)[]).default('requests'),
  limit: wholeNumber(1000).default(500),
})

const name = z.string().nullable()

const statsView = z
  .strictObject({
    key: z.string().meta({ description: 'Tells the rows apart' }),
    channel_id: z.int().nullable().optional(),
    channel_name: name.optional(),
    model: name.optional(),
    token_name: name.optional(),
    session_id: name.optional(),
    success: z.int().meta({ description: "ccLoad's: attempts that succeeded" }),
    error: z.int().meta({ description: "ccLoad's: attempts that did not" }),
    total: z.int().meta({ description: "ccLoad's: attempts" }),
    ...figuresFields,
  })
  .meta({ id: 'StatsRow' })

/** Figures by channel, model, token or session. */
export function statsRoutes(options: { store: Store; now: () => number }): AdminRoute[] {
  const { store, now } = options
  return [
    adminRoute({
      method: 'get',
      path: '/admin/stats',
      summary:
        'Figures of a stretch of time by channel and model, or by one of channel, model, token and session. Sessions have whole hours and no latencies',
      query: statsQuery,
      data: z.array(statsView),
      async handle({ query }) {
        const { group, sort, limit } = query
        const range = toRange(query, now())
        const [rows, toChannelName] = await Promise.all([
          store.stats.totals({ ...range, dimension: group, sort: SORTS[sort], limit }),
          readChannelNames(store),
        ])
        return success(rows.map((row) => toView(row, group, toChannelName)))
      },
    }),
  ]
}

function toView(
  row: SubjectFigures,
  group: Group,
  toChannelName: ToChannelName,
): z.output<typeof statsView> {
  const { successes, attempts } = row.figures
  const isOfChannel = group === 'channel' || group === 'channel_model'
  return {
    key: [...(isOfChannel ? [row.channelId ?? ''] : []), ...(row.name ? [row.name] : [])].join('/'),
    ...(isOfChannel && { channel_id: row.channelId, channel_name: toChannelName(row) }),
    ...NAMED_AS[group](row.name),
    success: successes,
    error: Math.max(0, attempts - successes),
    total: attempts,
    ...toFiguresView(row.figures, { isOfChannel }),
  }
}

const NAMED_AS: Readonly<Record<Group & Dimension, (name: string | null) => object>> = {
  channel_model: (model) => ({ model }),
  channel: () => ({}),
  model: (model) => ({ model }),
  token: (token_name) => ({ token_name }),
  session: (session_id) => ({ session_id }),
}
