import { CcloadError } from './errors.js'
import type { PipelineSettings } from './pipeline/context.js'
import { type CooldownSettings, ROUTING_DEFAULTS } from './state/routing.js'
import type { TransportSettings } from './transport/undici-transport.js'

/**
 * Everything about a proxy that may be tuned. Times are in milliseconds; 0 switches a limit off.
 * `lookup` resolves the names of upstreams in the place of `dns.lookup`.
 */
export interface ProxySettings extends PipelineSettings, TransportSettings, CooldownSettings {}

/** What holds where a setting is not given. */
export const DEFAULT_SETTINGS: ProxySettings = {
  maxBodyBytes: 32 * 1024 * 1024,
  connectTimeoutMs: 10_000,
  streamFirstEventTimeoutMs: 120_000,
  firstEventTimeoutMs: 600_000,
  idleTimeoutMs: 300_000,
  requestTimeoutMs: 0,
  maxQueueMs: 5_000,
  maxPingOnlyMs: 600_000,
  maxSilenceMs: 15_000,
  maxHeldBytes: 64 * 1024,
  keepAliveMs: 4_000,
  maxCooldownMs: ROUTING_DEFAULTS.maxCooldownMs,
  maxResetMs: ROUTING_DEFAULTS.maxResetMs,
  jitter: ROUTING_DEFAULTS.jitter,
}

/**
 * Settings with the defaults, or those of `base`, in the place of what is missing.
 *
 * @throws {CcloadError} `invalid_option` naming the setting that makes no sense.
 */
export function toSettings(
  given: Partial<ProxySettings>,
  base: ProxySettings = DEFAULT_SETTINGS,
): ProxySettings {
  const { lookup = base.lookup, ...numbers } = given
  const settings: Record<string, number> = {}
  for (const [name, value] of Object.entries(numbers)) {
    if (value === undefined) continue
    if (!(name in DEFAULT_SETTINGS)) throw invalid(name, 'is not a setting')
    if (!Number.isFinite(value) || value < 0) throw invalid(name, 'must be a number of at least 0')
    settings[name] = value
  }
  if (lookup !== undefined && typeof lookup !== 'function') {
    throw invalid('lookup', 'must be a function like dns.lookup')
  }
  return { ...base, ...settings, lookup }
}

function invalid(name: string, problem: string): CcloadError {
  return new CcloadError('invalid_option', `settings.${name} ${problem}`)
}
