import {
  NO_FIGURES,
  type SessionFigures,
  type Store,
  type SubjectFigures,
  type SumFigures,
  type TotalsQuery,
} from '@ccload/core'
import * as z from 'zod'
import { type AdminRoute, adminRoute } from '../http/admin-route.js'
import { success } from '../http/reply.js'
import { readChannelNames, type ToChannelName } from './channel-names.js'
import { wholeNumber } from './field-schemas.js'
import { figuresFields, toFiguresView } from './figures-view.js'
import { rangeFields, toRange } from './range-schema.js'

const GROUPS = ['channel_model', 'channel', 'model', 'token', 'session'] as const

/** What there are roll-ups of. */
type SubjectGroup = Exclude<(typeof GROUPS)[number], 'session'>

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
    first_at: z.string().optional().meta({ description: 'When a session began' }),
    last_at: z
      .string()
      .optional()
      .meta({ description: 'When the last attempt of a session began' }),
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
        'Figures of a stretch of time by channel and model, or by one of channel, model, token and session. A session that was going on in that time comes with all that it has used, before and after too; it has no latencies',
      query: statsQuery,
      data: z.array(statsView),
      async handle({ query }) {
        const { group, sort, limit } = query
        const range = toRange(query, now())
        const chosen = { ...range, sort: SORTS[sort], limit }
        if (group === 'session') {
          return success((await store.stats.sessions(chosen)).map(toSessionView))
        }
        const [rows, toChannelName] = await Promise.all([
          store.stats.totals({ ...chosen, dimension: group }),
          readChannelNames(store),
        ])
        return success(rows.map((row) => toView(row, group, toChannelName)))
      },
    }),
  ]
}

type StatsView = z.output<typeof statsView>

function toView(row: SubjectFigures, group: SubjectGroup, toChannelName: ToChannelName): StatsView {
  const isOfChannel = group === 'channel' || group === 'channel_model'
  return {
    key: [...(isOfChannel ? [row.channelId ?? ''] : []), ...(row.name ? [row.name] : [])].join('/'),
    ...(isOfChannel && { channel_id: row.channelId, channel_name: toChannelName(row) }),
    ...NAMED_AS[group](row.name),
    ...toAttempts(row.figures),
    ...toFiguresView(row.figures, { isOfChannel }),
  }
}

function toSessionView({ name, firstAt, lastAt, figures }: SessionFigures): StatsView {
  return {
    key: name,
    session_id: name,
    first_at: new Date(firstAt).toISOString(),
    last_at: new Date(lastAt).toISOString(),
    ...toAttempts(figures),
    ...toFiguresView({ ...NO_FIGURES, ...figures }),
  }
}

function toAttempts({
  successes,
  attempts,
}: SumFigures): Pick<StatsView, 'success' | 'error' | 'total'> {
  return {
    success: successes,
    error: Math.max(0, attempts - successes),
    total: attempts,
  }
}

const NAMED_AS: Readonly<Record<SubjectGroup, (name: string | null) => object>> = {
  channel_model: (model) => ({ model }),
  channel: () => ({}),
  model: (model) => ({ model }),
  token: (token_name) => ({ token_name }),
}
