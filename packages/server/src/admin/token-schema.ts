import * as z from 'zod'
import { line } from './field-schemas.js'

const limit = z.int().min(1).max(1_000_000_000_000).nullish()

/** How much a token may be used; null or left out: no limit. */
const limits = z.strictObject({
  requests_per_minute: limit,
  concurrent: limit,
  daily_cost_micro_usd: limit,
  monthly_cost_micro_usd: limit,
})

/** A list that restricts. An empty one would allow nothing: null stands for everything. */
const restriction = <T extends z.ZodType>(item: T) =>
  z
    .array(item)
    .min(1, 'must not be empty: null allows all')
    .max(2000)
    .transform((items) => [...new Set(items)])
    .nullish()

const name = line(100).min(1)

/** Null stands for the default, like leaving it out where a token is created. */
const optional = {
  enabled: z.boolean().nullish(),
  expires_at: z.iso
    .datetime({ offset: true, message: 'must be an instant such as 2027-01-31T12:00:00Z' })
    .transform((text) => Date.parse(text))
    .nullish()
    .meta({ description: 'When it stops working; null: never' }),
  models: restriction(line(200).min(1)).meta({
    description: 'The only models that may be asked for, * as a wildcard; null: all',
  }),
  channel_ids: restriction(z.int().min(1)).meta({
    description: 'The only channels that may answer; null: all',
  }),
  limits: limits.nullish(),
}

/**
 * What we put into every answer and nobody can set. Accepted and ignored, so that an answer can
 * be changed and sent back.
 */
const readOnly = z
  .strictObject({
    id: z.int(),
    prefix: z.string(),
    usage: z.unknown(),
    version: z.int(),
    created_at: z.string(),
    updated_at: z.string(),
    last_used_at: z.string().nullable(),
  })
  .partial().shape

/** A token as it is created. */
export const tokenInput = z.strictObject({ name, ...optional, ...readOnly })

/** A JSON merge patch of a token: what is left out stays, null is the default. */
export const tokenPatchInput = z.strictObject({ name: name.optional(), ...optional, ...readOnly })

export type TokenPatchInput = z.output<typeof tokenPatchInput>
