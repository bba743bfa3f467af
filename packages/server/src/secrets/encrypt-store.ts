import {
  type Channel,
  type ChannelPatch,
  type ChannelWrite,
  Secret,
  type Store,
  toSecret,
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
 * could use: keys, headers, and proxy addresses, which may hold a password.
 */
export function encryptStore(store: Store, cipher: KeyCipher): EncryptedStore {
  const { channels } = store

  /** What a store lists unchanged is the same object, and stays decrypted. */
  const decrypted = new WeakMap<Channel, Channel>()

  function decrypt(channel: Channel): Channel {
    const known = decrypted.get(channel)
    if (known !== undefined) return known
    const made = mapSecrets(channel, cipher.decrypt)
    decrypted.set(channel, made)
    return made
  }

  const encrypt = <P extends ChannelPatch>(patch: P) => mapSecrets(patch, cipher.encrypt)
  const encryptWrite = (write: ChannelWrite): ChannelWrite =>
    'create' in write
      ? { create: encrypt(write.create) }
      : { ...write, patch: encrypt(write.patch) }
  const decryptFound = (channel: Channel | undefined) => channel && decrypt(channel)

  return {
    ...store,
    channels: {
      ...channels,
      list: async () => (await channels.list()).map(decrypt),
      get: async (id) => decryptFound(await channels.get(id)),
      create: async (draft) => decrypt(await channels.create(encrypt(draft))),
      update: async (id, patch, ifVersion) =>
        decryptFound(await channels.update(id, encrypt(patch), ifVersion)),
      applyAll: async (writes, onWritten) =>
        (await channels.applyAll(writes.map(encryptWrite), onWritten)).map(decrypt),
    },
    async reencrypt() {
      const stale = (await channels.list()).filter(
        (channel) => !secretsOf(channel).every(cipher.isCurrent),
      )
      for (const channel of stale) {
        const { keys, headers, connection } = decrypt(channel)
        await channels.update(channel.id, encrypt({ keys, headers, connection }))
      }
      return stale.length
    },
  }
}

/** The same with other texts for all that is secret. */
function mapSecrets<P extends ChannelPatch>(channel: P, toText: (text: string) => string) {
  const change = (secret: string | Secret) => new Secret(toText(toSecret(secret).reveal()))
  const { keys, headers, connection } = channel
  return {
    ...channel,
    ...(keys && { keys: keys.map((key) => ({ ...key, secret: change(key.secret) })) }),
    ...(headers && {
      headers: Object.fromEntries(
        Object.entries(headers).map(([name, value]) => [name, change(value)]),
      ),
    }),
    ...(connection && {
      connection: {
        ...connection,
        proxyUrl: connection.proxyUrl === null ? null : change(connection.proxyUrl),
      },
    }),
  }
}

/** As they are stored. */
function secretsOf({ keys, headers, connection: { proxyUrl } }: Channel): string[] {
  const secrets = [...keys.map(({ secret }) => secret), ...Object.values(headers)]
  return [...secrets, ...(proxyUrl === null ? [] : [proxyUrl])].map((secret) => secret.reveal())
}
