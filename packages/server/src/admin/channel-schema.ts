import * as z from 'zod'
import type { AddressPolicy } from '../security/address-policy.js'
import { parseUpstreamUrl } from '../security/upstream-url.js'
import { activeHours, connection, headers, limits } from './channel-options-schema.js'
import { keyInput, line, record } from './field-schemas.js'

const MAX_KEYS = 1000
const modelName = line(200).min(1)

/**
 * What we put into every answer and nobody can set. Accepted and ignored, so that an answer can
 * be changed and sent back.
 */
const readOnly = {
  id: z.int(),
  version: z.int(),
  created_at: z.string(),
  updated_at: z.string(),
  state: z.string(),
  cooldown_until: z.string(),
  cooldown_remaining_ms: z.number(),
  cooldown_cause: z.string(),
  last_success_at: z.string().nullable(),
  last_failure_at: z.string().nullable(),
  last_failure_message: z.string().nullable(),
}

/**
 * The schemas of a channel on the wire, with addresses held to the given policy: `whole` for a
 * channel as such, `part` for a merge patch. Null stands for the default, like leaving it out.
 */
export function channelSchemas(policy: AddressPolicy) {
  const url = z.string().transform((text, context) => {
    const parsed = parseUpstreamUrl(text, policy)
    if (parsed.ok) return parsed.url
    context.issues.push({ code: 'custom', message: parsed.reason, input: text })
    return z.NEVER
  })
  const required = {
    name: line(100).min(1),
    url,
    models: z
      .array(modelName)
      .min(1)
      .max(2000)
      .transform((models) => [...new Set(models)]),
  }
  const optional = {
    api_key: z.string().max(MAX_KEYS * 200),
    keys: z.array(keyInput).max(MAX_KEYS),
    priority: z.int().min(-1_000_000).max(1_000_000).nullable(),
    weight: z.int().min(1).max(1000).nullable(),
    enabled: z.boolean().nullable(),
    key_strategy: z.enum(['round-robin', 'sequential']).nullable(),
    aliases: record(modelName, modelName.nullable()).nullable(),
    limits: limits.nullable(),
    headers: headers.nullable(),
    connection: connection(policy).nullable(),
    cost_multiplier: z.number().min(0).max(1000).nullable(),
    ...readOnly,
  }
  const options = z.strictObject(optional).partial().shape
  return {
    whole: z.strictObject({
      ...required,
      ...options,
      active_hours: activeHours.nullish(),
    }),
    part: z.strictObject({
      ...z.strictObject(required).partial().shape,
      ...options,
      active_hours: activeHours.partial().nullish(),
    }),
  }
}

export type ChannelSchemas = ReturnType<typeof channelSchemas>
export type ChannelInput = z.output<ChannelSchemas['whole']>
export type ChannelPartInput = z.output<ChannelSchemas['part']>
