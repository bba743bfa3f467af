import { createHash, randomBytes } from 'node:crypto'
import type { SessionStore } from '../state/admin-store.js'

/** A session as its owner sees it. */
export interface Session {
  /** The opaque credential: 32 random bytes in base64url. Only its hash is stored. */
  readonly token: string
  /** Epoch milliseconds. */
  readonly expiresAt: number
}

/** Who is logged in. */
export interface Sessions {
  open(): Promise<Session>
  /**
   * The session that a token stands for, or undefined. `extended` says that its end was moved,
   * and that the cookie has to follow.
   */
  use(token: string): Promise<(Session & { readonly extended: boolean }) | undefined>
  close(token: string): Promise<void>
}

/** How long a session outlives its last use. */
export const SESSION_MS = 24 * 60 * 60_000

/** A session's end moves at most this often, which saves a write on nearly every request. */
const EXTEND_EVERY_MS = 10 * 60_000

/** Sessions end 24 hours after their last use. Many processes may share one store. */
export function createSessions(options: { store: SessionStore; now?: () => number }): Sessions {
  const { store, now = Date.now } = options
  return {
    async open() {
      await store.removeExpired(now())
      const token = randomBytes(32).toString('base64url')
      const expiresAt = now() + SESSION_MS
      await store.save({ tokenHash: hashToken(token), expiresAt })
      return { token, expiresAt }
    },
    async use(token) {
      if (!/^[\w-]{43}$/.test(token)) return undefined
      const found = await store.find(hashToken(token))
      if (found === undefined || found.expiresAt <= now()) return undefined
      const expiresAt = now() + SESSION_MS
      if (expiresAt - found.expiresAt < EXTEND_EVERY_MS) {
        return { token, expiresAt: found.expiresAt, extended: false }
      }
      await store.extend({ tokenHash: found.tokenHash, expiresAt })
      return { token, expiresAt, extended: true }
    },
    async close(token) {
      await store.remove(hashToken(token))
    },
  }
}

/** A plain hash is enough: the token has 256 random bits, so there is nothing to guess. */
function hashToken(token: string): string {
  return createHash('sha256').update(token).digest('hex')
}
