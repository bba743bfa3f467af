import type {
  ClientToken,
  TokenDraft,
  TokenPatch,
  TokenUsage,
  TokenUse,
} from '../domain/client-token.js'
import type { TokenShareStore } from './token-share-store.js'

/** The tokens of clients. */
export interface TokenStore {
  /** All tokens by id, those that are disabled or have expired included. */
  list(): Promise<ClientToken[]>
  get(id: number): Promise<ClientToken | undefined>
  /** Rejects with `CcloadError` `token_taken` when the name or the digest is in use. */
  create(draft: TokenDraft): Promise<ClientToken>
  /**
   * Undefined: there is no such token. Rejects like {@link create}, and with `token_changed` when
   * the token is not of the version given.
   */
  update(id: number, patch: TokenPatch, ifVersion?: number): Promise<ClientToken | undefined>
  /** Removes a token with its usage; log entries that name it stay. False: no such token. */
  remove(id: number): Promise<boolean>
  /**
   * Calls back after each change made through this store, and after those that it learns others have
   * made. Returns the way to stop it.
   */
  subscribe(listener: () => void): () => void
  readonly usage: TokenUsageStore
  /** How processes share the limits of tokens. Absent: each counts for itself. */
  readonly shares?: TokenShareStore | undefined
}

/**
 * What tokens have used, by the day. Kept apart from log entries, which may be removed or lost and
 * know tokens by their names only: a budget must outlive all that.
 */
export interface TokenUsageStore {
  /**
   * Adds all of it or nothing to what is there, whoever else adds to it at the same time. No two
   * uses may be of one token on one day. Tokens that are gone are left out silently.
   */
  add(uses: readonly TokenUse[]): Promise<void>
  /**
   * The sums since a day and since a month began, both at midnight UTC, of the tokens that have
   * any since the latter.
   */
  sums(day: number, month: number): Promise<TokenUsage[]>
}
