import { type Kysely, sql, type Transaction } from 'kysely'
import type { RollupCell } from '../../domain/roll-up.js'
import { type AnyInsert, createBatchInsert } from './batch-insert.js'
import type { SqlFlavor } from './dialects.js'
import {
  CELL_COLUMNS,
  NARROW_COLUMNS,
  pushCellValues,
  pushSumValues,
  ROLLUP_COLUMNS,
} from './rollup-rows.js'
import type { Database } from './schema.js'

/** Wide rows: sixteen of them fill a statement well. */
const LARGEST = 16

/** Adds cells to those that the table `rollups` holds. */
export type WriteRollups = (
  trx: Transaction<Database>,
  cells: readonly RollupCell[],
) => Promise<void>

/**
 * What is there is added to by the database itself, so that any number of writers add up. No two
 * cells of one call may be of the same place.
 */
export function createRollupWriter(db: Kysely<Database>, flavor: SqlFlavor): WriteRollups {
  const create = (columns: readonly string[], pushValues: typeof pushCellValues) =>
    createBatchInsert(db, {
      table: 'rollups',
      columns,
      pushValues,
      largest: LARGEST,
      onConflict: (insert) => addUp(insert, flavor, columns),
    })
  const wide = create(ROLLUP_COLUMNS, pushCellValues)
  const narrow = create(NARROW_COLUMNS, pushSumValues)

  return async (trx, cells) => {
    const isNarrow = ({ dimension }: RollupCell) => dimension === 'session'
    const sorted = [...cells].sort(byPlace)
    await wide.execute(
      trx,
      sorted.filter((cell) => !isNarrow(cell)),
    )
    await narrow.execute(trx, sorted.filter(isNarrow))
  }
}

function addUp(insert: AnyInsert, flavor: SqlFlavor, columns: readonly string[]): AnyInsert {
  const added = columns.slice(columns.indexOf('channel_name') + 1)
  return flavor.onDuplicate(insert, CELL_COLUMNS, (incoming) =>
    Object.fromEntries([
      ['channel_name', incoming('channel_name')],
      ...added.map((name) => [name, sql`${sql.ref(`rollups.${name}`)} + ${incoming(name)}`]),
    ]),
  )
}

/**
 * In the order of the primary key, so that writers lock rows in one order and never wait for each
 * other in a circle.
 */
function byPlace(a: RollupCell, b: RollupCell): number {
  return toPlace(a) < toPlace(b) ? -1 : 1
}

function toPlace({ span, dimension, bucket, channelId, name }: RollupCell): string {
  return `${span} ${dimension} ${bucket} ${channelId ?? 0} ${name ?? ''}`
}
