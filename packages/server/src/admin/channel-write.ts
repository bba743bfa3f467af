import type { Channel, ChannelDraft, ChannelPatch } from '@ccload/core'
import { type Failure, fieldFailure } from '../http/reply.js'
import { resolveKeys } from './channel-keys.js'
import type { ChannelInput, ChannelPartInput } from './channel-schema.js'

/** What the API promises for fields that a whole channel leaves out. */
const CHANNEL_DEFAULTS = {
  keyStrategy: 'round-robin',
  priority: 0,
  weight: 1,
  enabled: true,
} as const satisfies ChannelPatch

/** What is to be written, or why it cannot be. */
export type Write<T> = { readonly ok: true; readonly write: T } | Failure

/**
 * A whole channel, as POST and PUT send it: what is left out gets its default, except for the
 * keys of an existing channel, which no answer ever showed and which therefore stay.
 */
export function toDraft(input: ChannelInput, existing: Channel | undefined): Write<ChannelDraft> {
  const resolved = resolveKeys(input, existing?.keys ?? [])
  if (!resolved.ok) return fieldFailure(400, 'invalid_field', resolved.field, resolved.reason)
  const keys = resolved.keys ?? existing?.keys ?? []
  if (keys.length === 0) return fieldFailure(400, 'missing_field', 'api_key', 'is required')
  return {
    ok: true,
    write: {
      name: input.name,
      url: input.url,
      models: input.models,
      keys,
      keyStrategy: input.key_strategy ?? CHANNEL_DEFAULTS.keyStrategy,
      aliases: mergeAliases({}, input.aliases),
      priority: input.priority ?? CHANNEL_DEFAULTS.priority,
      weight: input.weight ?? CHANNEL_DEFAULTS.weight,
      enabled: input.enabled ?? CHANNEL_DEFAULTS.enabled,
    },
  }
}

/**
 * A JSON merge patch (RFC 7396): only what it names changes. Null means the default, and for an
 * alias that it goes; `models` and `keys` are replaced as lists.
 */
export function toPatch(input: ChannelPartInput, existing: Channel): Write<ChannelPatch> {
  const resolved = resolveKeys(input, existing.keys)
  if (!resolved.ok) return fieldFailure(400, 'invalid_field', resolved.field, resolved.reason)
  const { keys } = resolved
  if (keys?.length === 0) {
    const field = input.keys === undefined ? 'api_key' : 'keys'
    return fieldFailure(400, 'invalid_field', field, 'must not be empty')
  }
  const { name, url, models } = input
  return {
    ok: true,
    write: {
      ...(name === undefined ? {} : { name }),
      ...(url === undefined ? {} : { url }),
      ...(models === undefined ? {} : { models }),
      ...(keys === undefined ? {} : { keys }),
      ...named('keyStrategy', input.key_strategy),
      ...named('priority', input.priority),
      ...named('weight', input.weight),
      ...named('enabled', input.enabled),
      ...(input.aliases === undefined
        ? {}
        : { aliases: mergeAliases(existing.aliases, input.aliases) }),
    },
  }
}

function named<K extends keyof typeof CHANNEL_DEFAULTS>(
  field: K,
  value: ChannelPatch[K] | null,
): ChannelPatch {
  return value === undefined ? {} : { [field]: value ?? CHANNEL_DEFAULTS[field] }
}

function mergeAliases(
  existing: Readonly<Record<string, string>>,
  patch: Readonly<Record<string, string | null>> | null | undefined,
): Record<string, string> {
  const merged = new Map<string, string | null>(patch === null ? [] : Object.entries(existing))
  for (const [model, upstreamModel] of Object.entries(patch ?? {})) merged.set(model, upstreamModel)
  return Object.fromEntries(
    [...merged].filter((entry): entry is [string, string] => entry[1] !== null),
  )
}
