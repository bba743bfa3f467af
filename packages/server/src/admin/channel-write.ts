import type { Channel, ChannelDraft, ChannelPatch, Secret } from '@ccload/core'
import { toFieldFailure } from '../http/field-failure.js'
import { type Failure, fieldFailure } from '../http/reply.js'
import { resolveHeaders } from './channel-headers.js'
import { resolveKeys } from './channel-keys.js'
import type { ChannelInput, ChannelPartInput, ChannelSchemas } from './channel-schema.js'
import { toEditable } from './channel-view.js'
import { isMaskedUrl, maskUrl } from './mask-url.js'
import { mergePatch } from './merge-patch.js'

/** What is to be written, or why it cannot be. */
export type Write<T> = { readonly ok: true; readonly write: T } | Failure

/**
 * A whole channel, as POST and PUT send it: what is left out gets its default, except for the
 * keys of an existing channel, which no answer ever showed and which therefore stay.
 */
export function toDraft(
  input: ChannelInput,
  existing: Channel | undefined,
): Write<Required<ChannelDraft>> {
  const resolved = resolveKeys(input, existing?.keys ?? [])
  if (!resolved.ok) return fieldFailure(400, 'invalid_field', resolved.field, resolved.reason)
  const keys = resolved.keys ?? existing?.keys ?? []
  if (keys.length === 0) {
    const field = input.keys?.length === 0 ? 'keys' : 'api_key'
    return fieldFailure(400, 'missing_field', field, 'is required')
  }
  const proxyUrl = resolveProxyUrl(input.connection?.proxy_url ?? null, existing)
  if (proxyUrl === undefined) {
    const reason = 'has a masked password: send the password itself'
    return fieldFailure(400, 'invalid_field', 'connection.proxy_url', reason)
  }
  const headers = resolveHeaders(withoutNull(input.headers), existing)
  if (!headers.ok) return fieldFailure(400, 'invalid_field', headers.field, headers.reason)
  return {
    ok: true,
    write: {
      name: input.name,
      url: input.url,
      models: input.models,
      keys,
      keyStrategy: input.key_strategy ?? 'round-robin',
      aliases: withoutNull(input.aliases),
      priority: input.priority ?? 0,
      weight: input.weight ?? 1,
      enabled: input.enabled ?? true,
      headers: headers.values,
      ...toOptions(input, proxyUrl),
    },
  }
}

function toOptions(
  { limits, active_hours, connection, cost_multiplier }: ChannelInput,
  proxyUrl: string | Secret | null,
) {
  return {
    limits: {
      requestsPerMinute: limits?.requests_per_minute ?? null,
      concurrent: limits?.concurrent ?? null,
      dailyCostMicroUsd: limits?.daily_cost_micro_usd ?? null,
    },
    activeHours: active_hours
      ? { from: active_hours.from, to: active_hours.to, timeZone: active_hours.time_zone }
      : null,
    connection: {
      proxyUrl,
      insecureTls: connection?.insecure_tls ?? false,
      ca: connection?.ca ?? null,
      http2: connection?.http2 ?? false,
    },
    costMultiplier: cost_multiplier ?? 1,
  }
}

/** As it is where it came back as it was shown; undefined: masked, but not that of this channel. */
function resolveProxyUrl(url: string | null, existing: Channel | undefined) {
  const known = existing?.connection.proxyUrl ?? null
  if (url === maskUrl(known?.reveal() ?? null)) return known
  return url !== null && isMaskedUrl(url) ? undefined : url
}

/** What a field of the wire is called in a draft. The others are called the same. */
const DRAFT_NAMES = {
  api_key: 'keys',
  key_strategy: 'keyStrategy',
  active_hours: 'activeHours',
  cost_multiplier: 'costMultiplier',
} as const

/**
 * A JSON merge patch (RFC 7396): only what it names changes. It is applied to the channel as the
 * API shows it, and the result has to be a valid channel.
 */
export function toPatch(
  input: ChannelPartInput,
  existing: Channel,
  { whole }: ChannelSchemas,
): Write<ChannelPatch> {
  const merged = whole.safeParse(mergePatch(toEditable(existing), input))
  if (!merged.success) return toFieldFailure(merged.error, 'body')
  const draft = toDraft(merged.data, existing)
  if (!('write' in draft)) return draft
  const named = new Set<string>(
    Object.keys(input).map((field) => DRAFT_NAMES[field as keyof typeof DRAFT_NAMES] ?? field),
  )
  const fields = Object.entries(draft.write).filter(([field]) => named.has(field))
  return { ok: true, write: Object.fromEntries(fields) }
}

function withoutNull(
  entries: Readonly<Record<string, string | null>> | null | undefined,
): Record<string, string> {
  const kept = Object.entries(entries ?? {}).filter(
    (entry): entry is [string, string] => entry[1] !== null,
  )
  return Object.fromEntries(kept)
}
