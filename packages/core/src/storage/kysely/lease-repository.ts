import type { Kysely } from 'kysely'
import type { Clock } from '../../ports/clock.js'
import type { LeaseStore } from '../../ports/lease-store.js'
import { isUniqueViolation, type SqlFlavor } from './dialects.js'
import type { Database } from './schema.js'

/** Leases in the table `leases`. Each step is a single statement, so that only one can win. */
export function createLeaseRepository(
  db: Kysely<Database>,
  flavor: SqlFlavor,
  clock: Clock,
): LeaseStore {
  async function takeOver(name: string, owner: string, expiresAt: number): Promise<boolean> {
    const { numUpdatedRows } = await db
      .updateTable('leases')
      .set((row) => ({ owner, expires_at: expiresAt, fence: row('fence', '+', 1) }))
      .where('name', '=', name)
      .where('expires_at', '<=', clock.now())
      .executeTakeFirst()
    return numUpdatedRows > 0n
  }

  async function insert(name: string, owner: string, expiresAt: number): Promise<boolean> {
    const known = await db
      .selectFrom('leases')
      .select('fence')
      .where('name', '=', name)
      .executeTakeFirst()
    if (known !== undefined) return false
    try {
      const row = { name, owner, expires_at: expiresAt, fence: 1 }
      await db.insertInto('leases').values(row).execute()
      return true
    } catch (error) {
      if (isUniqueViolation(error, flavor)) return false
      throw error
    }
  }

  return {
    async take(name, owner, ttlMs) {
      const expiresAt = clock.now() + ttlMs
      const isTaken =
        (await takeOver(name, owner, expiresAt)) || (await insert(name, owner, expiresAt))
      if (!isTaken) return undefined
      const row = await db
        .selectFrom('leases')
        .select('fence')
        .where('name', '=', name)
        .where('owner', '=', owner)
        .executeTakeFirst()
      // It has run out already, and somebody else has it.
      return row && { name, owner, fence: Number(row.fence) }
    },

    async renew({ name, owner, fence }, ttlMs) {
      const { numUpdatedRows } = await db
        .updateTable('leases')
        .set({ expires_at: clock.now() + ttlMs })
        .where('name', '=', name)
        .where('owner', '=', owner)
        .where('fence', '=', fence)
        .executeTakeFirst()
      return numUpdatedRows > 0n
    },

    async release({ name, owner, fence }) {
      await db
        .updateTable('leases')
        .set({ expires_at: 0 })
        .where('name', '=', name)
        .where('owner', '=', owner)
        .where('fence', '=', fence)
        .execute()
    },
  }
}
