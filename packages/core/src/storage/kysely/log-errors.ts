import { type Kysely, sql } from 'kysely'
import type { LogOutcome } from '../../domain/log-entry.js'
import type { ErrorGroup, LogFilter } from '../../ports/store.js'
import { ERROR_OUTCOMES, toConditions } from './log-conditions.js'
import { getEntries } from './log-entries.js'
import type { Database } from './schema.js'

/** The latest entries of each outcome that are looked at. */
const LOOKED_AT = 5_000

/** Groups of failures and the entry of each that was written last, the largest groups first. */
export async function listErrors(db: Kysely<Database>, filter: LogFilter): Promise<ErrorGroup[]> {
  const found = await groupErrors(db, filter)
  const latest = await getEntries(
    db,
    found.map(({ lastId }) => lastId),
  )
  const entries = new Map(latest.map((entry) => [entry.id, entry]))
  return found
    .flatMap(({ lastId, ...group }) => {
      const last = entries.get(lastId)
      // It may have been removed since.
      return last === undefined ? [] : [{ ...group, last }]
    })
    .sort((a, b) => b.count - a.count || b.last.id - a.last.id)
}

/** In one statement: most outcomes have few entries, and sending it would be most of the work. */
async function groupErrors(db: Kysely<Database>, filter: LogFilter) {
  const [first, ...others] = ERROR_OUTCOMES.map((outcome) => selectGroups(db, filter, outcome))
  if (first === undefined) return []
  const rows = await others.reduce((joined, groups) => joined.unionAll(groups), first).execute()
  return rows.map((row) => ({
    outcome: row.outcome,
    statusCode: Number(row.status_code),
    channelId: row.channel_id === null ? null : Number(row.channel_id),
    count: Number(row.count),
    lastId: Number(row.last_id),
  }))
}

function selectGroups(db: Kysely<Database>, filter: LogFilter, outcome: LogOutcome) {
  return db
    .selectFrom((from) =>
      from
        .selectFrom('logs')
        .select(['id', 'status_code', 'channel_id'])
        .where(toConditions(filter, { outcome }))
        .orderBy('time', 'desc')
        .limit(LOOKED_AT)
        .as('latest'),
    )
    .select((latest) => [
      sql.lit(outcome).as('outcome'),
      'status_code',
      'channel_id',
      latest.fn.countAll().as('count'),
      latest.fn.max('id').as('last_id'),
    ])
    .groupBy(['status_code', 'channel_id'])
}
