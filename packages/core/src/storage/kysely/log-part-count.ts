import type { Kysely } from 'kysely'
import type { LogFilter } from '../../ports/store.js'
import { type LogPart, toConditions } from './log-conditions.js'
import type { Database } from './schema.js'

/** How many entries a filter lets through that are of some disjoint parts, up to a limit. */
export async function countParts(
  db: Kysely<Database>,
  filter: LogFilter,
  parts: readonly LogPart[],
  limit: number,
): Promise<number> {
  const counts = await Promise.all(parts.map((part) => countPart(db, filter, part, limit)))
  return Math.min(
    counts.reduce((sum, count) => sum + count, 0),
    limit,
  )
}

async function countPart(
  db: Kysely<Database>,
  filter: LogFilter,
  part: LogPart,
  limit: number,
): Promise<number> {
  const { count } = await db
    .selectFrom((from) =>
      from
        .selectFrom('logs')
        .select('time')
        .where(toConditions(filter, part))
        .limit(limit)
        .as('few'),
    )
    .select((few) => few.fn.countAll().as('count'))
    .executeTakeFirstOrThrow()
  return Number(count)
}
