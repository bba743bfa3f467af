import { z } from 'zod'
import type { AdminStore } from '../state/admin-store.js'
import {
  type AdminCredential,
  createCredential,
  generatePassword,
  verifyPassword,
} from './password.js'

const SETTING = 'admin_password'

const storedCredential = z.object({ hash: z.string(), trivial: z.boolean() })

/** The password that holds for an installation. */
export interface InstalledPassword {
  readonly credential: AdminCredential
  /** The password itself, when it was made just now: the only moment at which it can be shown. */
  readonly generated: string | undefined
}

/**
 * Settles the admin password. A given one is kept from then on, and ends all sessions when it
 * differs from the one before; without one, the last one stays; without that, one is generated.
 */
export async function installPassword(
  adminStore: AdminStore,
  given: string | undefined,
): Promise<InstalledPassword> {
  const { settings, sessions } = adminStore
  const text = await settings.get(SETTING)
  const stored = text === undefined ? undefined : storedCredential.parse(JSON.parse(text))
  if (stored && (given === undefined || (await verifyPassword(given, stored.hash)))) {
    return { credential: stored, generated: undefined }
  }
  const password = given ?? generatePassword()
  const credential = await createCredential(password)
  await settings.set(SETTING, JSON.stringify(credential))
  await sessions.removeAll()
  return { credential, generated: given === undefined ? password : undefined }
}
