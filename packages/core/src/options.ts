import { CcloadError } from './errors.js'
import type { PipelineSettings } from './pipeline/context.js'
import type { TransportSettings } from './transport/undici-transport.js'

/**
 * Everything about a proxy that may be tuned. Times are in milliseconds; 0 switches a limit off.
 */
export interface ProxySettings extends PipelineSettings, TransportSettings {}

/** What holds where a setting is not given. */
export const DEFAULT_SETTINGS: ProxySettings = {
  maxBodyBytes: 32 * 1024 * 1024,
  connectTimeoutMs: 10_000,
  streamFirstEventTimeoutMs: 120_000,
  firstEventTimeoutMs: 600_000,
  idleTimeoutMs: 300_000,
  requestTimeoutMs: 0,
  maxPingOnlyMs: 600_000,
  maxSilenceMs: 15_000,
  maxHeldBytes: 64 * 1024,
  keepAliveMs: 4_000,
}

/**
 * Settings with defaults in the place of what is missing.
 *
 * @throws {CcloadError} `invalid_option` naming the setting that is not a number of at least 0.
 */
export function toSettings(given: Partial<ProxySettings>): ProxySettings {
  const settings: Record<string, number> = { ...DEFAULT_SETTINGS }
  for (const [name, value] of Object.entries(given)) {
    if (value === undefined) continue
    if (!(name in DEFAULT_SETTINGS)) throw invalid(name, 'is not a setting')
    if (!Number.isFinite(value) || value < 0) throw invalid(name, 'must be a number of at least 0')
    settings[name] = value
  }
  return settings as unknown as ProxySettings
}

function invalid(name: string, problem: string): CcloadError {
  return new CcloadError('invalid_option', `settings.${name} ${problem}`)
}
