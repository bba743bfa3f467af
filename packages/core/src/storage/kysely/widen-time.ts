import { type RawBuilder, sql } from 'kysely'
import type { Incoming } from './flavors/sql-flavor.js'
import type { Database } from './schema.js'

/** Changes that let the time from `first_at` to `last_at` only grow. The databases' own functions differ. */
export function widenTime(
  table: keyof Database,
  incoming: Incoming,
): Record<'first_at' | 'last_at', RawBuilder<number>> {
  const first = { kept: sql.ref(`${table}.first_at`), added: incoming('first_at') }
  const last = { kept: sql.ref(`${table}.last_at`), added: incoming('last_at') }
  return {
    first_at: sql`case when ${first.added} < ${first.kept} then ${first.added} else ${first.kept} end`,
    last_at: sql`case when ${last.added} > ${last.kept} then ${last.added} else ${last.kept} end`,
  }
}
