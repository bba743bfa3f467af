import * as z from 'zod'
import type { AdminStore } from '../state/admin-store.js'
import {
  type AdminCredential,
  createCredential,
  generatePassword,
  verifyPassword,
} from './password.js'

const SETTING = 'admin_password'

const storedCredential = z.object({ hash: z.string(), trivial: z.boolean() })

/** The admin password of an installation; undefined: it has none yet. */
export async function readPassword({ settings }: AdminStore): Promise<AdminCredential | undefined> {
  const text = await settings.get(SETTING)
  return text === undefined ? undefined : storedCredential.parse(JSON.parse(text))
}

/** Sets the admin password of an installation, and ends all sessions. */
export async function writePassword(adminStore: AdminStore, password: string): Promise<void> {
  const credential = await createCredential(password)
  await adminStore.settings.set(SETTING, JSON.stringify(credential))
  await adminStore.sessions.removeAll()
}

/**
 * Settles the admin password at a start. A given one is kept from then on, and ends all sessions
 * when it differs from the one before; without one, the last one stays; without that, one is
 * generated, and returned: the only moment at which it can be shown.
 */
export async function installPassword(
  adminStore: AdminStore,
  given: string | undefined,
): Promise<string | undefined> {
  const stored = await readPassword(adminStore)
  if (stored && (given === undefined || (await verifyPassword(given, stored.hash)))) return
  const password = given ?? generatePassword()
  await writePassword(adminStore, password)
  return given === undefined ? password : undefined
}
