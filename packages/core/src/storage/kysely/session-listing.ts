import type { Kysely } from 'kysely'
import type { SessionFigures, SessionsQuery } from '../../ports/store.js'
import { SUM_COLUMNS } from './rollup-rows.js'
import type { Database } from './schema.js'
import { toSession } from './session-rows.js'

/** Sessions along the index of their last attempts: all of a month are read, and few of them kept. */
export async function listSessions(
  db: Kysely<Database>,
  { from, to, sort = 'requests', limit }: SessionsQuery,
): Promise<SessionFigures[]> {
  const rows = await db
    .selectFrom('sessions')
    .selectAll()
    .where('last_at', '>=', from)
    .where('first_at', '<', to)
    .orderBy(SUM_COLUMNS[sort], 'desc')
    .orderBy('name')
    .limit(limit)
    .execute()
  return rows.map(toSession)
}
