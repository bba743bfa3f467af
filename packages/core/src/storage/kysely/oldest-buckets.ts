import type { Kysely } from 'kysely'
import type { Dimension, Span } from '../../domain/roll-up.js'
import type { OldestBuckets } from '../../domain/time-range.js'
import type { Database } from './schema.js'

/** Where a dimension's roll-ups begin. Days are taken to be there from ever. */
export async function findOldest(
  db: Kysely<Database>,
  dimension: Dimension,
): Promise<OldestBuckets> {
  const find = async (span: Span) => {
    const { first } = await db
      .selectFrom('rollups')
      .select((rollups) => rollups.fn.min('bucket').as('first'))
      .where('span', '=', span)
      .where('dimension', '=', dimension)
      .executeTakeFirstOrThrow()
    return first === null ? Number.POSITIVE_INFINITY : Number(first)
  }
  const [minute, hour] = await Promise.all([find('minute'), find('hour')])
  return { minute, hour, day: 0 }
}
