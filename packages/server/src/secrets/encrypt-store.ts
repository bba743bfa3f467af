import type { Channel, ChannelPatch, Store } from '@ccload/core'
import type { KeyCipher } from './key-cipher.js'

/** A store whose channels' keys are encrypted at rest. */
export interface EncryptedStore extends Store {
  /**
   * Encrypts anew what is stored in plain or under an older secret; returns how many channels had
   * to be written. Rejects with `invalid_option` when keys cannot be decrypted.
   */
  reencrypt(): Promise<number>
}

/** Encrypts keys on their way into a store and decrypts them on their way out. */
export function encryptStore(store: Store, cipher: KeyCipher): EncryptedStore {
  const { channels } = store

  const decrypt = (channel: Channel): Channel => ({
    ...channel,
    keys: channel.keys.map((key) => ({ ...key, secret: cipher.decrypt(key.secret) })),
  })
  const decryptFound = (channel: Channel | undefined) => channel && decrypt(channel)
  const encryptKeys = ({ keys = [] }: ChannelPatch) =>
    keys.map((key) => ({ ...key, secret: cipher.encrypt(key.secret) }))

  return {
    ...store,
    channels: {
      ...channels,
      list: async () => (await channels.list()).map(decrypt),
      get: async (id) => decryptFound(await channels.get(id)),
      create: async (draft) =>
        decrypt(await channels.create({ ...draft, keys: encryptKeys(draft) })),
      update: async (id, patch) =>
        decryptFound(
          await channels.update(id, patch.keys ? { ...patch, keys: encryptKeys(patch) } : patch),
        ),
    },
    async reencrypt() {
      const stale = (await channels.list()).filter(
        ({ keys }) => !keys.every(({ secret }) => cipher.isCurrent(secret)),
      )
      for (const channel of stale) {
        await channels.update(channel.id, { keys: encryptKeys(decrypt(channel)) })
      }
      return stale.length
    },
  }
}
