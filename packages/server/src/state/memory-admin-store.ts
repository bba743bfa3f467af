import { createMemoryCaptures } from '../capture/memory-captures.js'
import type { AdminStore, StoredSession } from './admin-store.js'

/** Forgets everything with the process: for tests and for embedding without a database. */
export function createMemoryAdminStore(): AdminStore {
  const sessions = new Map<string, StoredSession>()
  const settings = new Map<string, string>()
  return {
    sessions: {
      async find(tokenHash) {
        return sessions.get(tokenHash)
      },
      async save(session) {
        sessions.set(session.tokenHash, session)
      },
      async extend(session) {
        if (sessions.has(session.tokenHash)) sessions.set(session.tokenHash, session)
      },
      async remove(tokenHash) {
        sessions.delete(tokenHash)
      },
      async removeAll() {
        sessions.clear()
      },
      async removeExpired(now) {
        for (const { tokenHash, expiresAt } of sessions.values()) {
          if (expiresAt <= now) sessions.delete(tokenHash)
        }
      },
    },
    settings: {
      async get(name) {
        return settings.get(name)
      },
      async set(name, value) {
        settings.set(name, value)
      },
    },
    captures: createMemoryCaptures(),
    async close() {},
  }
}
