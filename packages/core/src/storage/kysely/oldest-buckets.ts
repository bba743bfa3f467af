import type { Kysely } from 'kysely'
import type { Dimension, Span } from '../../domain/roll-up.js'
import type { OldestBuckets } from '../../domain/time-range.js'
import type { Database } from './schema.js'

/** Where a dimension's roll-ups begin. Days are taken to be there from ever. */
export async function findOldest(
  db: Kysely<Database>,
  dimension: Dimension,
): Promise<OldestBuckets> {
  const row = await db
    .selectNoFrom((none) => {
      const first = (span: Span) =>
        none
          .selectFrom('rollups')
          .select((rollups) => rollups.fn.min('bucket').as('first'))
          .where('span', '=', span)
          .where('dimension', '=', dimension)
          .as(span)
      return [first('minute'), first('hour')]
    })
    .executeTakeFirstOrThrow()
  const toBucket = (first: number | null) =>
    first === null ? Number.POSITIVE_INFINITY : Number(first)
  return { minute: toBucket(row.minute), hour: toBucket(row.hour), day: 0 }
}
