import type {
  Channel,
  ChannelDraft,
  ChannelKey,
  ChannelPatch,
  KeyDraft,
} from '../domain/channel.js'
import { CcloadError } from '../errors.js'
import type { Clock } from '../ports/clock.js'
import type { ChannelStore } from '../ports/store.js'
import { createChangeSignal } from './change-signal.js'
import {
  initialFields,
  namedFields,
  refuseChanged,
  refuseGone,
  resolveKeys,
} from './channel-fields.js'

/** Channels in memory, with what the rest of a memory store needs to know of them. */
export interface MemoryChannels extends ChannelStore {
  /** Like `create`, at once. */
  add(draft: ChannelDraft): Channel
  /** Whether a channel is there and, when a key is named, has that key. */
  has(channelId: number, keyId: number | null): boolean
}

/** Channels that last as long as the process. Ids count from 1 and are never given twice. */
export function createMemoryChannels(clock: Clock): MemoryChannels {
  const channels = new Map<number, Channel>()
  const changes = createChangeSignal()
  let lastChannelId = 0
  let lastKeyId = 0

  function refuseTakenName(name: string | undefined, exceptId?: number): void {
    for (const channel of channels.values()) {
      if (channel.name === name && channel.id !== exceptId) {
        throw new CcloadError('channel_name_taken', `There is already a channel named "${name}".`)
      }
    }
  }

  function toKeys(drafts: readonly KeyDraft[], existing: readonly ChannelKey[]): ChannelKey[] {
    const keys = resolveKeys(
      drafts,
      existing.map((key) => key.id),
    )
    return keys.map((key) => ({ ...key, id: key.id ?? ++lastKeyId }))
  }

  function add(draft: ChannelDraft): Channel {
    refuseTakenName(draft.name)
    const now = clock.now()
    const fields = initialFields(draft)
    const keys = toKeys(draft.keys, [])
    const id = ++lastChannelId
    const channel = { id, ...fields, keys, version: 1, createdAt: now, updatedAt: now }
    channels.set(channel.id, channel)
    return channel
  }

  function change(id: number, patch: ChannelPatch, ifVersion?: number): Channel | undefined {
    const old = channels.get(id)
    if (old === undefined) return undefined
    refuseChanged(old, ifVersion)
    refuseTakenName(patch.name, id)
    const keys = patch.keys === undefined ? old.keys : toKeys(patch.keys, old.keys)
    const version = old.version + 1
    const channel = { ...old, ...namedFields(patch), keys, version, updatedAt: clock.now() }
    channels.set(id, channel)
    return channel
  }

  return {
    add,
    has(channelId, keyId) {
      const channel = channels.get(channelId)
      return channel !== undefined && (keyId === null || channel.keys.some((k) => k.id === keyId))
    },
    async list() {
      return [...channels.values()]
    },
    async get(id) {
      return channels.get(id)
    },
    async create(draft) {
      const channel = add(draft)
      changes.notify()
      return channel
    },
    async update(id, patch, ifVersion) {
      const channel = change(id, patch, ifVersion)
      if (channel !== undefined) changes.notify()
      return channel
    },
    async applyAll(writes, onWritten) {
      const before = [...channels]
      try {
        const written = writes.map((write, i) => {
          const channel =
            'create' in write
              ? add(write.create)
              : (change(write.id, write.patch, write.ifVersion) ?? refuseGone(write.id))
          onWritten?.(i + 1)
          return channel
        })
        if (written.length > 0) changes.notify()
        return written
      } catch (error) {
        channels.clear()
        for (const [id, channel] of before) channels.set(id, channel)
        throw error
      }
    },
    async remove(id) {
      const removed = channels.delete(id)
      if (removed) changes.notify()
      return removed
    },
    subscribe: changes.subscribe,
  }
}
