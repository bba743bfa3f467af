export { type AdminCredential, createCredential } from './auth/password.js'
export { installPassword } from './auth/stored-password.js'
export type {
  CaptureHead,
  CaptureListing,
  CaptureStore,
  StoredBody,
  StoredCapture,
  StoredHeaders,
} from './capture/capture-store.js'
export { type Config, type Environment, loadConfig, parseConfig } from './config.js'
export { type CcloadServer, createServer, type ServerOptions } from './create-server.js'
export type { AddressPolicy } from './security/address-policy.js'
export { createGuardedLookup, type Lookup } from './security/guarded-lookup.js'
export { createScrubber, type Scrubber } from './security/scrubber.js'
export type { LiveSettings, SettingChanges, SettingSource } from './settings/live-settings.js'
export type { SettingInputs, SettingName, SettingValues } from './settings/settings-table.js'
export type {
  AdminStore,
  SessionStore,
  SettingStore,
  StoredSession,
} from './state/admin-store.js'
export { createKyselyAdminStore } from './state/kysely-admin-store.js'
export { createMemoryAdminStore } from './state/memory-admin-store.js'
export { shareDialect } from './state/share-dialect.js'
