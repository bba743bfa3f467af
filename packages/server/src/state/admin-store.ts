import type { CaptureStore } from '../capture/capture-store.js'

/** A session as it is kept: the hash of its token, never the token. */
export interface StoredSession {
  /** SHA-256 in hex. */
  readonly tokenHash: string
  /** Epoch milliseconds. */
  readonly expiresAt: number
}

export interface SessionStore {
  find(tokenHash: string): Promise<StoredSession | undefined>
  save(session: StoredSession): Promise<void>
  /** Moves the end of a session that still exists; one that was removed meanwhile stays removed. */
  extend(session: StoredSession): Promise<void>
  remove(tokenHash: string): Promise<void>
  removeAll(): Promise<void>
  /** Removes what ended at or before `now`, epoch milliseconds. */
  removeExpired(now: number): Promise<void>
}

export interface SettingStore {
  get(name: string): Promise<string | undefined>
  set(name: string, value: string): Promise<void>
}

/** What the server itself remembers, beside the proxy's store. */
export interface AdminStore {
  readonly sessions: SessionStore
  readonly settings: SettingStore
  readonly captures: CaptureStore
  close(): Promise<void>
}
