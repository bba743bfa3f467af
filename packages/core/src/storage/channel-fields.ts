import {
  CHANNEL_DEFAULTS,
  type Channel,
  type ChannelConnection,
  type ChannelPatch,
  type ConnectionDraft,
  type KeyDraft,
} from '../domain/channel.js'
import { type Secret, toSecret, toSecrets } from '../domain/secret.js'
import { CcloadError } from '../errors.js'

/** What a write can name of a channel, its keys apart. */
export type ChannelFields = Omit<Channel, 'id' | 'keys' | 'version' | 'createdAt' | 'updatedAt'>

/**
 * Refuses a change that was made on the ground of another version.
 *
 * @throws {CcloadError} `channel_changed`
 */
export function refuseChanged(channel: Channel, ifVersion: number | undefined): void {
  if (ifVersion === undefined || ifVersion === channel.version) return
  const message = `The channel "${channel.name}" has been changed meanwhile.`
  throw new CcloadError('channel_changed', message)
}

/**
 * Refuses a change to a channel that is not there, where that cannot be told otherwise.
 *
 * @throws {CcloadError} `channel_changed`
 */
export function refuseGone(id: number): never {
  throw new CcloadError('channel_changed', `The channel ${id} has been removed meanwhile.`)
}

/** A key as it is to be stored. */
export interface ResolvedKey {
  /** The key of the channel that it continues; null for a new one. */
  readonly id: number | null
  readonly secret: Secret
  readonly enabled: boolean
  readonly note: string
}

const FIELD_NAMES = [
  'name',
  'url',
  'keyStrategy',
  'models',
  'aliases',
  'priority',
  'weight',
  'enabled',
  'limits',
  'activeHours',
  'costMultiplier',
] as const satisfies readonly (keyof ChannelFields)[]

/** Copies of the fields that a patch names. What is undefined counts as not named. */
export function namedFields(patch: ChannelPatch): Partial<ChannelFields> {
  const named = FIELD_NAMES.filter((name) => patch[name] !== undefined)
  const { headers, connection } = patch
  return {
    ...Object.fromEntries(named.map((name) => [name, structuredClone(patch[name])])),
    // Secrets do not survive a clone, and need none.
    ...(headers && { headers: toSecrets(headers) }),
    ...(connection && { connection: toConnection(connection) }),
  }
}

/** A copy whose proxy's address is a secret. */
export function toConnection({ proxyUrl, ...rest }: ConnectionDraft): ChannelConnection {
  return { ...rest, proxyUrl: proxyUrl === null ? null : toSecret(proxyUrl) }
}

/** Every field of a new channel: what the draft names, else the default. */
export function initialFields(
  draft: ChannelPatch & Pick<ChannelFields, 'name' | 'url' | 'models'>,
): ChannelFields {
  const { name, url, models } = draft
  return { ...structuredClone(CHANNEL_DEFAULTS), name, url, models, ...namedFields(draft) }
}

/**
 * The keys of a draft with their defaults filled in. An id is kept where it names a key that the
 * channel has; unknown and repeated ids make new keys, so that no key is taken from elsewhere.
 */
export function resolveKeys(
  drafts: readonly KeyDraft[],
  existingIds: Iterable<number>,
): ResolvedKey[] {
  const unclaimed = new Set(existingIds)
  return drafts.map(({ id, secret, enabled = true, note = '' }) => ({
    id: id !== undefined && unclaimed.delete(id) ? id : null,
    secret: toSecret(secret),
    enabled,
    note,
  }))
}
