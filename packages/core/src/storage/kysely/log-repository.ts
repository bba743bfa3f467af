import type { Kysely } from 'kysely'
import type { LogEntry } from '../../domain/log-entry.js'
import type { LogQuery, LogStore } from '../../ports/store.js'
import { createBatchInsert } from './batch-insert.js'
import { LOG_COLUMNS, pushLogValues, toLogEntry } from './log-rows.js'
import type { Database } from './schema.js'

/** Log entries in the table `logs`. */
export function createLogRepository(db: Kysely<Database>): LogStore {
  const insert = createBatchInsert<LogEntry>(db, 'logs', LOG_COLUMNS, pushLogValues)

  return {
    async append(entries) {
      if (entries.length === 0) return
      await db.transaction().execute((trx) => insert.execute(trx, entries))
    },
    async list(query) {
      const sinceId = query.since === undefined ? 0 : await firstIdSince(db, query.since)
      const rows = await selectLogs(db, query, sinceId).execute()
      return rows.map(toLogEntry)
    },
  }
}

/** How many entries a range of time may hold for its smallest id to be looked up. */
const LOOKUP_LIMIT = 10_000

/**
 * An id below which no entry is as young as `since`. Ids do not follow time exactly, for an entry
 * is written when its attempt ends and bears the time at which it began. Where the range holds few
 * entries, the exact id keeps a listing from searching all older ones in vain; where it holds many,
 * a page fills up long before that, and 0 will do.
 */
async function firstIdSince(db: Kysely<Database>, since: number): Promise<number> {
  const { first_id, count } = await db
    .selectFrom((from) =>
      from
        .selectFrom('logs')
        .select('id')
        .where('time', '>=', since)
        .limit(LOOKUP_LIMIT)
        .as('recent'),
    )
    .select((recent) => [recent.fn.min('id').as('first_id'), recent.fn.countAll().as('count')])
    .executeTakeFirstOrThrow()
  if (Number(count) === 0) return Number.MAX_SAFE_INTEGER
  return Number(count) < LOOKUP_LIMIT ? Number(first_id) : 0
}

/**
 * Newest first, always along an index whose entries are in that order: the one of the filter, else
 * the primary key.
 */
function selectLogs(db: Kysely<Database>, query: LogQuery, sinceId: number) {
  const { since, channelId, model, requestId, beforeId, limit } = query
  let select = db.selectFrom('logs').selectAll().orderBy('id', 'desc').limit(limit)
  if (channelId !== undefined) select = select.where('channel_id', '=', channelId)
  if (model !== undefined) select = select.where('model', '=', model)
  if (requestId !== undefined) select = select.where('request_id', '=', requestId)
  if (beforeId !== undefined) select = select.where('id', '<', beforeId)
  if (since !== undefined) select = select.where('time', '>=', since)
  return sinceId > 0 ? select.where('id', '>=', sinceId) : select
}
