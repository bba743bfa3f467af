import { STORED_AS } from '../settings/live-settings.js'
import { toSettingKey } from '../settings/setting.js'
import { SETTING_LIST } from '../settings/settings-table.js'
import type { SettingStore } from '../state/admin-store.js'
import type { KeyCipher } from './key-cipher.js'

/** Settings of which those that are secrets are encrypted at rest. */
export interface EncryptedSettings extends SettingStore {
  /**
   * Encrypts anew what is stored in plain or under an older secret. Rejects with `invalid_option`
   * when it cannot be decrypted.
   */
  reencrypt(): Promise<void>
}

/** The keys of the settings that are secrets. */
const SECRET_KEYS = SETTING_LIST.filter(
  ([, setting]) => setting.type === 'text' && setting.form === 'secret',
).map(([name]) => toSettingKey(name))

/** Encrypts secrets among the settings on the way into a store, and decrypts them on the way out. */
export function encryptSettings(store: SettingStore, cipher: KeyCipher): EncryptedSettings {
  const encrypt = (text: string) => mapSecrets(text, cipher.encrypt)

  async function get(name: string): Promise<string | undefined> {
    const text = await store.get(name)
    if (name !== STORED_AS || text === undefined) return text
    return mapSecrets(text, cipher.decrypt)
  }

  return {
    get,
    set: (name, value) => store.set(name, name === STORED_AS ? encrypt(value) : value),
    async reencrypt() {
      const text = await store.get(STORED_AS)
      if (text === undefined) return
      let isStale = false
      mapSecrets(text, (secret) => {
        isStale ||= !cipher.isCurrent(secret)
        return secret
      })
      if (isStale) await store.set(STORED_AS, encrypt(mapSecrets(text, cipher.decrypt)))
    },
  }
}

/** The same settings with other texts for the secrets; an empty one is none. */
function mapSecrets(text: string, change: (secret: string) => string): string {
  const settings = new Map<string, unknown>(Object.entries(JSON.parse(text)))
  for (const key of SECRET_KEYS) {
    const secret = settings.get(key)
    if (typeof secret === 'string' && secret !== '') settings.set(key, change(secret))
  }
  return JSON.stringify(Object.fromEntries(settings))
}
