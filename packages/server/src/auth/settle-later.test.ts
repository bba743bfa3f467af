import { Secret, silentLogger } from '@ccload/core'
import { expect, it, vi } from 'vitest'
import { createMemoryAdminStore } from '../state/memory-admin-store.js'
import { verifyPassword } from './password.js'
import { settleLater } from './settle-later.js'
import { writePassword } from './stored-password.js'

const session = { tokenHash: 'a'.repeat(64), expiresAt: Number.MAX_SAFE_INTEGER }

async function setUp(before: string, given: string) {
  const adminStore = createMemoryAdminStore()
  await writePassword(adminStore, before)
  await adminStore.sessions.save(session)
  const later = settleLater(adminStore, new Secret(given), { logger: silentLogger })
  return { adminStore, later }
}

it('lets no session of another password through, not even the first one', async () => {
  const { later } = await setUp('the password before', 'the password now')
  expect(await later.adminStore.sessions.find(session.tokenHash)).toBeUndefined()
})

it('keeps the sessions of the same password', async () => {
  const { later } = await setUp('the same password', 'the same password')
  expect(await later.adminStore.sessions.find(session.tokenHash)).toEqual(session)
})

it('gives the hash of the given password, and says at once whether it is easily guessed', async () => {
  const { later } = await setUp('the password before', 'admin')
  expect(later.password.trivial).toBe(true)
  expect(await verifyPassword('admin', await later.password.hash())).toBe(true)
})

it('tries again after the database has failed, and lets nobody in meanwhile', async () => {
  const { adminStore, later } = await setUp('the password before', 'the password now')
  const get = vi.spyOn(adminStore.settings, 'get').mockRejectedValueOnce(new Error('away'))
  await expect(later.adminStore.sessions.find(session.tokenHash)).rejects.toThrow('away')
  expect(await later.adminStore.sessions.find(session.tokenHash)).toBeUndefined()
  expect(get).toHaveBeenCalled()
})
