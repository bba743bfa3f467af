import { CcloadError } from '@ccload/core'
import type { Kysely } from 'kysely'

/**
 * Rejects with `invalid_option` for a database that ccLoad uses, before anything is written to it:
 * its tables have the names that ours have, its file lies where ours does, and neither program
 * would find its way afterwards.
 */
export async function refuseCcload(db: Kysely<never>): Promise<void> {
  const tables = await db.introspection.getTables({ withInternalKyselyTables: true })
  const names = tables.map(({ name }) => name)
  if (!names.includes('channels') || names.includes('kysely_migration')) return
  throw new CcloadError(
    'invalid_option',
    'The database belongs to another program, to ccLoad most likely: name a new one by --db, and take over its channels by `ccload import-ccload <its file>`.',
  )
}
