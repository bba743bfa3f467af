import { DEFAULT_SETTINGS, type ProxySettings } from '@ccload/core'
import { createGuardedLookup, type Lookup } from '../security/guarded-lookup.js'
import { SETTING_LIST, type SettingValues } from './settings-table.js'

/** What a proxy needs to know of the settings. */
export type ToProxySettings = (values: SettingValues) => Partial<ProxySettings>

const OWN = SETTING_LIST.map(([name]) => name).filter((name) => name in DEFAULT_SETTINGS)

/**
 * Picks the proxy's settings, and adds the guard over the addresses that it connects to: another
 * one as soon as other addresses are closed, so that no connection outlives its permission.
 * `resolve` looks names up in the place of the system.
 */
export function createToProxySettings(resolve?: Lookup): ToProxySettings {
  const guards = {
    open: createGuardedLookup({ blockPrivate: false }, resolve),
    closed: createGuardedLookup({ blockPrivate: true }, resolve),
  }
  return (values) => ({
    ...Object.fromEntries(OWN.map((name) => [name, values[name]])),
    lookup: values.blockPrivateUpstreams ? guards.closed : guards.open,
  })
}
