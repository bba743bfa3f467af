import type { Channel, ChannelDraft, ChannelPatch } from '../domain/channel.js'
import type { Cooldown, CooldownTarget } from '../domain/cooldown.js'
import type { Cursor } from '../domain/cursor.js'
import type { FigureName, Figures, SumFigures, SumName } from '../domain/figures.js'
import type { LogEntry, LogOutcome, StoredLogEntry } from '../domain/log-entry.js'
import type { CellSubject, Dimension, Span } from '../domain/roll-up.js'
import type { TimeRange } from '../domain/time-range.js'
import type { LeaseStore } from './lease-store.js'
import type { TokenStore } from './token-store.js'

/**
 * Everything that outlives a process. The proxy reads it at start and after changes, and writes
 * behind; no request waits for it. Implementations prove themselves with `storeContract`.
 */
export interface Store {
  readonly channels: ChannelStore
  readonly cooldowns: CooldownStore
  readonly cursors: CursorStore
  readonly logs: LogStore
  readonly stats: StatsStore
  readonly upkeep: UpkeepStore
  readonly tokens: TokenStore
  readonly leases: LeaseStore
  /** Releases what the store holds. The store is not used afterwards. */
  close(): Promise<void>
}

/** A channel to create, or a change to one. */
export type ChannelWrite =
  | { readonly create: ChannelDraft }
  | { readonly id: number; readonly patch: ChannelPatch; readonly ifVersion?: number | undefined }

/**
 * Channels. What is written may hold keys, headers and proxies in plain or as `Secret`; what is read
 * holds them as `Secret` (`toSecret` makes one), and a proxy refuses channels where one is not.
 */
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
  /**
   * Many writes in their order: all of them or none. Rejects like {@link create} and
   * {@link update}, and with `channel_changed` where there is no such channel. Listeners hear of it
   * once. `onWritten` is told after each write how many are done, none of which counts yet: what it
   * throws undoes them all, and the numbers begin anew where the batch has to.
   */
  applyAll(writes: readonly ChannelWrite[], onWritten?: (count: number) => void): Promise<Channel[]>
  /** Removes a channel with its keys and cooldowns; its log entries stay. False: no such channel. */
  remove(id: number): Promise<boolean>
  /**
   * Calls back after each change made through this store, and after those that it learns others have
   * made. Returns the way to stop it.
   */
  subscribe(listener: () => void): () => void
}

export interface CooldownStore {
  list(): Promise<Cooldown[]>
  /**
   * Writes all of it or nothing. Cooldowns of channels or keys that are gone are left out silently.
   */
  save(cooldowns: readonly Cooldown[], cleared: readonly CooldownTarget[]): Promise<void>
  /**
   * Calls back after changes that other processes may have made. Returns the way to stop it. Absent:
   * there are no other processes.
   */
  subscribe?(listener: () => void): () => void
}

export interface CursorStore {
  list(): Promise<Cursor[]>
  /** Writes all of it or nothing. */
  save(cursors: readonly Cursor[]): Promise<void>
}

/** Which log entries are meant. What is not given does not matter. */
export interface LogFilter {
  /** At or after this instant, epoch milliseconds. */
  readonly since?: number | undefined
  /** Before this instant, epoch milliseconds. */
  readonly until?: number | undefined
  readonly channelId?: number | undefined
  /** The model that was asked for. */
  readonly model?: string | undefined
  readonly tokenName?: string | undefined
  readonly sessionId?: string | undefined
  readonly requestId?: string | undefined
  /** `ok`: succeeded; `error`: did not, whatever the status was; else a range of status codes. */
  readonly status?: 'ok' | 'error' | StatusRange | undefined
  /** Part of the message, in upper or lower case. */
  readonly text?: string | undefined
}

/** Status codes from `min` to `max`, both included. */
export interface StatusRange {
  readonly min: number
  readonly max: number
}

/** Which log entries to list. */
export interface LogQuery extends LogFilter {
  /** Only what comes after the entry of this id in a listing: the way to the next page. */
  readonly beforeId?: number | undefined
  /** Only entries that were written after the one of this id: the way to what is new. */
  readonly afterId?: number | undefined
  /** At most this many, newest first. */
  readonly limit: number
}

/** Attempts that failed in the same way at the same place. */
export interface ErrorGroup {
  readonly outcome: LogOutcome
  readonly statusCode: number
  readonly channelId: number | null
  readonly count: number
  /** The one that began last. */
  readonly last: StoredLogEntry
}

export interface LogStore {
  /** Writes all of it or nothing, in the given order, and the roll-ups and sessions with it. */
  append(entries: readonly LogEntry[]): Promise<void>
  /** In the order in which the attempts began, the latest first; of one instant, by id. */
  list(query: LogQuery): Promise<StoredLogEntry[]>
  /**
   * About how many there are. Some filters are counted by the minute, and those that are counted
   * one by one up to `limit`, which stands for that many or more.
   */
  count(filter: LogFilter, limit: number): Promise<number>
  /**
   * What did not succeed, by how and where, the most frequent first. Where there are very many, the
   * latest five thousand of each outcome count.
   */
  errors(filter: Pick<LogFilter, 'since' | 'until' | 'channelId'>): Promise<ErrorGroup[]>
}

/** Which roll-ups to read. */
export interface StatsQuery extends TimeRange {
  readonly dimension: Dimension
  /** Only this channel. */
  readonly channelId?: number | undefined
  /** Only this model or token, as the dimension says. */
  readonly name?: string | undefined
}

/** The sums of a whole range. */
export interface TotalsQuery extends StatsQuery {
  /** The figure that sorts the subjects, the greatest first: requests unless told. */
  readonly sort?: SumName | undefined
  /** At most so many subjects. */
  readonly limit: number
  /** As in {@link SeriesQuery}, and all unless told; the figure that sorts is always there. */
  readonly figures?: readonly FigureName[] | undefined
}

/** The sums of each step of a range. */
export interface SeriesQuery extends StatsQuery {
  /** Milliseconds, a whole number of minutes. Steps are counted from midnight UTC. */
  readonly stepMs: number
  /** What is wanted, all sums unless told: each costs some work. The others are as of nothing. */
  readonly figures?: readonly FigureName[] | undefined
}

/** The figures of one subject over a range. */
export interface SubjectFigures extends CellSubject {
  readonly figures: Figures
}

/** The figures of one subject within one step. */
export interface SeriesFigures extends SubjectFigures {
  /** Epoch milliseconds at which the step begins. */
  readonly time: number
}

/** Which sessions to read: those that were going on in a range. */
export interface SessionsQuery extends TimeRange {
  /** The figure that sorts the sessions, the greatest first: requests unless told. */
  readonly sort?: SumName | undefined
  /** At most so many sessions. */
  readonly limit: number
}

/** All that a session has used, from its first attempt to its last. */
export interface SessionFigures {
  /** The session's id, as clients send it. */
  readonly name: string
  /** Epoch milliseconds at which its first attempt began. */
  readonly firstAt: number
  /** Epoch milliseconds at which its last attempt began. */
  readonly lastAt: number
  /** There are no latencies of sessions. */
  readonly figures: SumFigures
}

/**
 * Statistics, from roll-ups and sums of sessions alone: their cost does not grow with the number of
 * log entries.
 */
export interface StatsStore {
  /**
   * One row per subject that has any. The ends of the range move outwards to whole buckets of the
   * finest roll-ups that there are: minutes, or hours where minutes have been removed.
   */
  totals(query: TotalsQuery): Promise<SubjectFigures[]>
  /**
   * One row per step and subject that has any, by time. Steps shorter than an hour need minutes,
   * and are empty where those have been removed.
   */
  series(query: SeriesQuery): Promise<SeriesFigures[]>
  /**
   * The sessions that were going on in the range, which is exact to the millisecond: they began
   * before its end, and their last attempt is not from before it. Each comes with **all that it has
   * used**, outside of the range too: a conversation is counted whole. By the figure that sorts,
   * then by name.
   */
  sessions(query: SessionsQuery): Promise<SessionFigures[]>
  /**
   * Computes the roll-ups of all hours that a range touches anew from the log entries: what those
   * do not say any more is lost. So are the sessions that began in them, from all of their entries;
   * one that began before stays as it is, as some of its entries may be gone. Without a range it is
   * all hours whose entries are sure to be there, from the second one on. Returns from when to when;
   * null: there was nothing to be done.
   */
  rebuild(range?: TimeRange): Promise<TimeRange | null>
}

/** How much a store holds. */
export interface StoreSize {
  /** Log entries, about. */
  readonly logs: number
  /** Bytes that log entries take in the database, or all of it where that is one; null: unknown. */
  readonly bytes: number | null
}

/** Removes what is old, a little at a time, so that writers need not wait. */
export interface UpkeepStore {
  size(): Promise<StoreSize>
  /** Removes the oldest log entries that began before an instant. Returns how many: at most `limit`. */
  removeLogs(before: number, limit: number): Promise<number>
  /**
   * Removes some of the oldest roll-ups that lie wholly before an instant; minutes go by whole
   * hours, hours by whole days. Returns how many, 0 once there are none.
   */
  removeRollups(span: Span, dimension: Dimension, before: number): Promise<number>
  /**
   * Removes the sessions whose last attempt is the oldest and began before an instant. Returns how
   * many: at most `limit`.
   */
  removeSessions(before: number, limit: number): Promise<number>
  /** Gives some freed space back to the disk, where the database can. True: there is more. */
  compact(): Promise<boolean>
}
