import type { ClientToken, TokenState } from '@ccload/core'
import * as z from 'zod'

const instant = z.iso.datetime()
const limit = z.int().nullable()

/** A token as the API shows it: of its secret no more than the beginning. Instants are RFC 3339. */
export const tokenView = z
  .strictObject({
    id: z.int(),
    name: z.string(),
    prefix: z.string().meta({ description: 'The beginning of its secret' }),
    enabled: z.boolean(),
    expires_at: instant.nullable().meta({ description: 'Null: never' }),
    models: z.array(z.string()).nullable().meta({ description: 'Null: all' }),
    channel_ids: z.array(z.int()).nullable().meta({ description: 'Null: all' }),
    limits: z.strictObject({
      requests_per_minute: limit,
      concurrent: limit,
      daily_cost_micro_usd: limit,
      monthly_cost_micro_usd: limit,
    }),
    usage: z
      .strictObject({
        requests_today: z.int(),
        requests_in_flight: z.int(),
        cost_today_micro_usd: z.int(),
        cost_month_micro_usd: z.int(),
      })
      .meta({ description: 'Days and months are those of UTC' }),
    version: z.int().meta({ description: 'Counts up with each change' }),
    created_at: instant,
    updated_at: instant,
    last_used_at: instant.nullable(),
  })
  .meta({ id: 'Token' })

/** A token that has just been created, with its secret, which is shown only once. */
export const newTokenView = tokenView
  .extend({ secret: z.string().meta({ description: 'Shown only now' }) })
  .meta({ id: 'NewToken' })

export type TokenView = z.output<typeof tokenView>

/** Shows a token with what it has used. */
export function toTokenView(token: ClientToken, state: TokenState): TokenView {
  const { limits } = token
  const lastUsedAt = Math.max(token.lastUsedAt ?? 0, state.lastUsedAt ?? 0)
  return {
    id: token.id,
    name: token.name,
    prefix: token.prefix,
    enabled: token.enabled,
    expires_at: toInstant(token.expiresAt),
    models: token.models && [...token.models],
    channel_ids: token.channelIds && [...token.channelIds],
    limits: {
      requests_per_minute: limits.requestsPerMinute,
      concurrent: limits.concurrent,
      daily_cost_micro_usd: limits.dailyCostMicroUsd,
      monthly_cost_micro_usd: limits.monthlyCostMicroUsd,
    },
    usage: {
      requests_today: state.requestsToday,
      requests_in_flight: state.inFlight,
      cost_today_micro_usd: state.costTodayMicroUsd,
      cost_month_micro_usd: state.costMonthMicroUsd,
    },
    version: token.version,
    created_at: new Date(token.createdAt).toISOString(),
    updated_at: new Date(token.updatedAt).toISOString(),
    last_used_at: toInstant(lastUsedAt === 0 ? null : lastUsedAt),
  }
}

function toInstant(time: number | null): string | null {
  return time === null ? null : new Date(time).toISOString()
}
