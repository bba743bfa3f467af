import type { OldChannel, OldKey, OldUrl } from './old-channel.js'

/** A channel in the words of our API, or several: one has one address here. */
export type Translation =
  | {
      readonly fields: readonly Readonly<Record<string, unknown>>[]
      /** What it has that is not taken along, in words. */
      readonly notes: readonly string[]
    }
  /** Why it cannot be a channel here. */
  | { readonly leftOut: string }

/** The path that we put behind an address ourselves. */
const OWN_PATH = /\/v1\/messages\/?$/

const NOT_SPOKEN = 'speaks another API than that of Anthropic'

/** Headers that ccLoad never let a rule set either. */
const CREDENTIALS = /^(authorization|x-api-key|x-goog-api-key)$/i

/**
 * Says in our words what a channel of ccLoad is. What would be used for more than it was meant for
 * is left out: it is not ours to widen a limit. `timeZone` is that of ccLoad's machine.
 */
export function translateChannel(old: OldChannel, timeZone: string): Translation {
  if (!/^(anthropic)?$/.test(old.type)) return { leftOut: `${NOT_SPOKEN}: ${old.type}` }
  if (!/^(api_key)?$/.test(old.authType)) {
    return { leftOut: `logs in by ${old.authType}, not by keys` }
  }
  const limited = old.keys.find(({ enabled, models }) => enabled && models.length > 0)
  if (limited !== undefined) {
    return { leftOut: 'has keys for some of its models only: make a channel of each such group' }
  }
  if (old.keys.length === 0) return { leftOut: 'has no key' }
  const models = old.models.filter(({ enabled }) => enabled)
  if (models.length === 0) return { leftOut: 'has no model that is switched on' }
  const spoken = old.urls.filter(isSpoken)
  if (spoken.length === 0) return { leftOut: old.urls.length === 0 ? 'has no address' : NOT_SPOKEN }
  const urls = spoken.map(({ url, exact }) => (exact ? url.replace(OWN_PATH, '') : url))
  const foreign = spoken.find(({ url, exact }) => exact && !OWN_PATH.test(url))
  if (foreign !== undefined) {
    return { leftOut: `has an address that stands for one path only: ${foreign.url}` }
  }
  const isLimited = old.requestsPerMinute > 0 || old.concurrent > 0 || old.dailyCostUsd > 0
  const multipliers = new Set(old.keys.map(({ costMultiplier }) => costMultiplier))
  const [first = 1] = multipliers
  const common = {
    models: models.map(({ name }) => name),
    aliases: Object.fromEntries(
      models
        .filter(({ name, redirect }) => redirect !== '' && redirect !== name)
        .map(({ name, redirect }) => [name, redirect]),
    ),
    keys: inOrder(old.keys).map(({ secret, enabled, note }) => ({
      api_key: secret,
      enabled,
      note,
    })),
    key_strategy: /^round[_-]robin$/i.test(old.keyStrategy) ? 'round-robin' : 'sequential',
    priority: old.priority,
    limits: {
      requests_per_minute: old.requestsPerMinute || null,
      concurrent: old.concurrent || null,
      daily_cost_micro_usd: Math.round(old.dailyCostUsd * 1e6) || null,
    },
    cost_multiplier: old.costMultiplier * (multipliers.size === 1 ? first : 1),
    active_hours:
      old.from === '' || old.to === '' ? null : { from: old.from, to: old.to, time_zone: timeZone },
    headers: Object.fromEntries(
      Object.entries(old.headers).filter(([name]) => !CREDENTIALS.test(name)),
    ),
    ...(old.proxyUrl !== '' && { connection: { proxy_url: old.proxyUrl } }),
  }
  return {
    fields: urls.map((url, at) => ({
      ...common,
      name: at === 0 ? old.name : `${old.name} (${at + 1})`,
      url,
      enabled: old.enabled && spoken[at]?.enabled === true && !(isLimited && at > 0),
    })),
    notes: [
      ...old.unknown,
      ...(spoken.length < old.urls.length ? ['addresses that speak another API'] : []),
      ...(multipliers.size > 1 ? ['cost multipliers of single keys'] : []),
      ...(isLimited && urls.length > 1
        ? ['its limits for all addresses together: only the first of them is switched on']
        : []),
    ],
  }
}

function isSpoken({ protocols }: OldUrl): boolean {
  return protocols.length === 0 || protocols.includes('anthropic')
}

function inOrder(keys: readonly OldKey[]): OldKey[] {
  return keys.toSorted((a, b) => b.priority - a.priority)
}
