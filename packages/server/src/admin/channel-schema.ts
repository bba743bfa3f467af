import { z } from 'zod'
import type { AddressPolicy } from '../security/address-policy.js'
import { parseUpstreamUrl } from '../security/upstream-url.js'

const MAX_KEYS = 1000

/** Goes into a header: visible ASCII only, so that nothing can be smuggled in behind it. */
const secret = z
  .string()
  .trim()
  .max(4096)
  .regex(/^[\x21-\x7e]*$/, 'must consist of visible ASCII characters without spaces')

const line = (max: number) =>
  z
    .string()
    .trim()
    .max(max)
    .regex(/^\P{Cc}*$/u, 'must not contain control characters')

const modelName = line(200).min(1)

const aliases = z.preprocess(
  (value, context) => {
    // A record drops this name silently; it is refused like any other mistake.
    if (typeof value === 'object' && value !== null && Object.hasOwn(value, '__proto__')) {
      context.issues.push({ code: 'custom', message: 'must not name __proto__', input: value })
    }
    return value
  },
  z.record(modelName, modelName.nullable()),
)

/** One key as it is written. Either names a key that is there (`id`), or brings its secret. */
const key = z.strictObject({
  id: z.int().positive().optional(),
  api_key: secret.optional(),
  enabled: z.boolean().optional(),
  note: line(200).optional(),
})

export type KeyInput = z.output<typeof key>

/**
 * What we put into every answer and nobody can set. Accepted and ignored, so that an answer can
 * be changed and sent back.
 */
const readOnly = {
  id: z.int().optional(),
  created_at: z.string().optional(),
  updated_at: z.string().optional(),
  cooldown_until: z.string().optional(),
  cooldown_remaining_ms: z.number().optional(),
}

/** The schemas of a channel on the wire, with URLs held to the given policy. */
export function channelSchemas(policy: AddressPolicy) {
  const url = z.string().transform((text, context) => {
    const parsed = parseUpstreamUrl(text, policy)
    if (parsed.ok) return parsed.url
    context.issues.push({ code: 'custom', message: parsed.reason, input: text })
    return z.NEVER
  })
  const fields = {
    name: line(100).min(1),
    url,
    models: z
      .array(modelName)
      .min(1)
      .max(2000)
      .transform((models) => [...new Set(models)]),
    api_key: z
      .string()
      .max(MAX_KEYS * 200)
      .optional(),
    keys: z.array(key).max(MAX_KEYS).optional(),
    priority: z.int().min(-1_000_000).max(1_000_000),
    weight: z.int().min(1).max(1000),
    enabled: z.boolean(),
    key_strategy: z.enum(['round-robin', 'sequential']),
    aliases,
  }
  /** Left out, or null in a merge patch: the default. */
  const orDefault = {
    priority: fields.priority.nullish(),
    weight: fields.weight.nullish(),
    enabled: fields.enabled.nullish(),
    key_strategy: fields.key_strategy.nullish(),
    aliases: fields.aliases.nullish(),
  }
  const whole = z.strictObject({ ...fields, ...orDefault, ...readOnly })
  const part = z.strictObject({
    name: fields.name.optional(),
    url: fields.url.optional(),
    models: fields.models.optional(),
    api_key: fields.api_key,
    keys: fields.keys,
    ...orDefault,
    ...readOnly,
  })
  return { whole, part }
}

export type ChannelInput = z.output<ReturnType<typeof channelSchemas>['whole']>
export type ChannelPartInput = z.output<ReturnType<typeof channelSchemas>['part']>

/** Whether a text could be sent as a key. */
export function isSecret(text: string): boolean {
  return text !== '' && secret.safeParse(text).success
}
