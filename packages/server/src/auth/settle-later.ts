import type { Logger, Secret } from '@ccload/core'
import type { AdminStore } from '../state/admin-store.js'
import type { PendingCredential } from './pending-credential.js'
import { installPassword, readPassword } from './stored-password.js'
import { isTrivialPassword } from './trivial-password.js'

/** A given password, and an admin store whose sessions wait until it is settled. */
export interface SettledLater {
  readonly password: PendingCredential
  readonly adminStore: AdminStore
  /** Compares it with the one before, once, and keeps it. Rejects when the database fails. */
  settle(): Promise<void>
}

/**
 * Settles a given password when it is first needed, for a login or a session, rather than at the
 * start: to compare it with the one before takes a quarter of a second of a core, and ends all
 * sessions where it differs.
 */
export function settleLater(
  adminStore: AdminStore,
  given: Secret,
  { logger }: { logger: Logger },
): SettledLater {
  let settling: Promise<void> | undefined

  function settle(): Promise<void> {
    settling ??= installPassword(adminStore, given.reveal()).then(
      () => {},
      (error: unknown) => {
        settling = undefined
        logger.warn({ err: error }, 'the admin password could not be settled: it is tried again')
        throw error
      },
    )
    return settling
  }

  const { sessions } = adminStore
  return {
    settle,
    password: {
      trivial: isTrivialPassword(given.reveal()),
      async hash() {
        await settle()
        const credential = await readPassword(adminStore)
        if (credential === undefined) throw new Error('The admin password has not been kept.')
        return credential.hash
      },
    },
    adminStore: {
      ...adminStore,
      sessions: {
        ...sessions,
        async find(tokenHash) {
          await settle()
          return sessions.find(tokenHash)
        },
      },
    },
  }
}
