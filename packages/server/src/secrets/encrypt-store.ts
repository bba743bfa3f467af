import type {
  Channel,
  ChannelConnection,
  ChannelDraft,
  ChannelPatch,
  ChannelWrite,
  Store,
} from '@ccload/core'
import type { KeyCipher } from './key-cipher.js'

/** A store whose channels' keys are encrypted at rest. */
export interface EncryptedStore extends Store {
  /**
   * Encrypts anew what is stored in plain or under an older secret; returns how many channels had
   * to be written. Rejects with `invalid_option` when keys cannot be decrypted.
   */
  reencrypt(): Promise<number>
}

/**
 * Encrypts on the way into a store, and decrypts on the way out, what a thief of the database
 * could use: keys, and proxy addresses, which may hold a password.
 */
export function encryptStore(store: Store, cipher: KeyCipher): EncryptedStore {
  const { channels } = store

  const decrypt = (channel: Channel): Channel => ({
    ...channel,
    keys: channel.keys.map((key) => ({ ...key, secret: cipher.decrypt(key.secret) })),
    connection: mapProxyUrl(channel.connection, cipher.decrypt),
  })
  const encrypt = <D extends ChannelPatch>({ keys, connection, ...rest }: D) => ({
    ...rest,
    ...(keys && { keys: keys.map((key) => ({ ...key, secret: cipher.encrypt(key.secret) })) }),
    ...(connection && { connection: mapProxyUrl(connection, cipher.encrypt) }),
  })
  const encryptDraft = (draft: ChannelDraft) => ({ ...draft, ...encrypt(draft) })
  const encryptWrite = (write: ChannelWrite): ChannelWrite =>
    'create' in write
      ? { create: encryptDraft(write.create) }
      : { ...write, patch: encrypt(write.patch) }
  const decryptFound = (channel: Channel | undefined) => channel && decrypt(channel)

  return {
    ...store,
    channels: {
      ...channels,
      list: async () => (await channels.list()).map(decrypt),
      get: async (id) => decryptFound(await channels.get(id)),
      create: async (draft) => decrypt(await channels.create(encryptDraft(draft))),
      update: async (id, patch, ifVersion) =>
        decryptFound(await channels.update(id, encrypt(patch), ifVersion)),
      applyAll: async (writes) => (await channels.applyAll(writes.map(encryptWrite))).map(decrypt),
    },
    async reencrypt() {
      const stale = (await channels.list()).filter(
        (channel) => !secretsOf(channel).every(cipher.isCurrent),
      )
      for (const channel of stale) {
        const { keys, connection } = decrypt(channel)
        await channels.update(channel.id, encrypt({ keys, connection }))
      }
      return stale.length
    },
  }
}

function mapProxyUrl(
  connection: ChannelConnection,
  change: (text: string) => string,
): ChannelConnection {
  const { proxyUrl } = connection
  return proxyUrl === null ? connection : { ...connection, proxyUrl: change(proxyUrl) }
}

function secretsOf({ keys, connection: { proxyUrl } }: Channel): string[] {
  return [...keys.map(({ secret }) => secret), ...(proxyUrl === null ? [] : [proxyUrl])]
}
