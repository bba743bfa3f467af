import { type Kysely, sql } from 'kysely'
import type { TimeRange } from '../../domain/time-range.js'
import type { SessionFigures, SessionsQuery } from '../../ports/store.js'
import type { SqlFlavor } from './dialects.js'
import { SUM_COLUMNS } from './rollup-rows.js'
import type { Database } from './schema.js'
import { toSession } from './session-rows.js'

/** All sessions of a range are read, and few of them kept. */
export async function listSessions(
  db: Kysely<Database>,
  flavor: SqlFlavor,
  { from, to, sort = 'requests', limit }: SessionsQuery,
): Promise<SessionFigures[]> {
  // Other databases know by their statistics. SQLite would take the index always, row by row.
  const isScanned = flavor.name === 'sqlite' && (await areMost(db, { from, to }))
  const rows = await db
    .selectFrom('sessions')
    .selectAll()
    .where(isScanned ? sql<number>`(last_at + 0)` : 'last_at', '>=', from)
    .where('first_at', '<', to)
    .orderBy(SUM_COLUMNS[sort], 'desc')
    .orderBy('name')
    .limit(limit)
    .execute()
  return rows.map(toSession)
}

/** Whether a range covers more than half of the time that there are sessions of. */
async function areMost(db: Kysely<Database>, range: TimeRange): Promise<boolean> {
  const { first, last } = await db
    .selectNoFrom((none) => [
      none.selectFrom('sessions').select('first_at').orderBy('id').limit(1).as('first'),
      none
        .selectFrom('sessions')
        .select((sessions) => sessions.fn.max('last_at').as('last_at'))
        .as('last'),
    ])
    .executeTakeFirstOrThrow()
  if (first === null || last === null) return false
  const covered = Math.min(range.to, Number(last)) - Math.max(range.from, Number(first))
  return 2 * covered > Number(last) - Number(first)
}
