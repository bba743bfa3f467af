import type { Kysely } from 'kysely'
import type { LogOutcome } from '../../domain/log-entry.js'
import type { ErrorGroup, LogFilter } from '../../ports/store.js'
import { ERROR_OUTCOMES, toConditions } from './log-conditions.js'
import { getEntries } from './log-entries.js'
import type { Database } from './schema.js'

/** The latest entries of each outcome that are looked at. */
const LOOKED_AT = 10_000

/** Groups of failures and the entry of each that was written last, the largest groups first. */
export async function listErrors(db: Kysely<Database>, filter: LogFilter): Promise<ErrorGroup[]> {
  const groups = await Promise.all(
    ERROR_OUTCOMES.map((outcome) => groupErrors(db, filter, outcome)),
  )
  const found = groups.flat()
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

async function groupErrors(db: Kysely<Database>, filter: LogFilter, outcome: LogOutcome) {
  const rows = await db
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
      'status_code',
      'channel_id',
      latest.fn.countAll().as('count'),
      latest.fn.max('id').as('last_id'),
    ])
    .groupBy(['status_code', 'channel_id'])
    .execute()
  return rows.map((row) => ({
    outcome,
    statusCode: Number(row.status_code),
    channelId: row.channel_id === null ? null : Number(row.channel_id),
    count: Number(row.count),
    lastId: Number(row.last_id),
  }))
}
