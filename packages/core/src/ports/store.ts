import type { Channel, ChannelDraft, ChannelPatch } from '../domain/channel.js'
import type { Cooldown, CooldownTarget } from '../domain/cooldown.js'
import type { Cursor } from '../domain/cursor.js'
import type { LogEntry, StoredLogEntry } from '../domain/log-entry.js'

/**
 * Everything that outlives a process. The proxy reads it at start and after changes, and writes
 * behind; no request waits for it. Implementations prove themselves with `storeContract`.
 */
export interface Store {
  readonly channels: ChannelStore
  readonly cooldowns: CooldownStore
  readonly cursors: CursorStore
  readonly logs: LogStore
  /** Releases what the store holds. The store is not used afterwards. */
  close(): Promise<void>
}

export interface ChannelStore {
  /** All channels by id, disabled ones included. */
  list(): Promise<Channel[]>
  get(id: number): Promise<Channel | undefined>
  /** Rejects with `CcloadError` `channel_name_taken` when the name is in use. */
  create(draft: ChannelDraft): Promise<Channel>
  /**
   * Undefined: there is no such channel. Rejects like {@link create}, and with `channel_changed`
   * when the channel is not of the version given. A key that `keys` leaves out takes its cooldown
   * along.
   */
  update(id: number, patch: ChannelPatch, ifVersion?: number): Promise<Channel | undefined>
  /** Removes a channel with its keys and cooldowns; its log entries stay. False: no such channel. */
  remove(id: number): Promise<boolean>
  /** Calls back after each change made through this store. Returns the way to stop it. */
  subscribe(listener: () => void): () => void
}

export interface CooldownStore {
  list(): Promise<Cooldown[]>
  /**
   * Writes all of it or nothing. Cooldowns of channels or keys that are gone are left out silently.
   */
  save(cooldowns: readonly Cooldown[], cleared: readonly CooldownTarget[]): Promise<void>
}

export interface CursorStore {
  list(): Promise<Cursor[]>
  /** Writes all of it or nothing. */
  save(cursors: readonly Cursor[]): Promise<void>
}

/** Which log entries to list. */
export interface LogQuery {
  /** Only entries at or after this instant, epoch milliseconds. */
  readonly since?: number | undefined
  readonly channelId?: number | undefined
  readonly model?: string | undefined
  readonly requestId?: string | undefined
  /** Only entries with a smaller id: the way to the next page. */
  readonly beforeId?: number | undefined
  /** At most this many, newest first. */
  readonly limit: number
}

export interface LogStore {
  /** Writes all of it or nothing, in the given order. */
  append(entries: readonly LogEntry[]): Promise<void>
  list(query: LogQuery): Promise<StoredLogEntry[]>
}
