import { type Kysely, sql, type Transaction } from 'kysely'
import { LATENCY_NAMES } from '../../domain/figures.js'
import { HISTOGRAM_SLOTS } from '../../domain/histogram.js'
import type { RollupCell } from '../../domain/roll-up.js'
import { type AnyInsert, type BatchInsert, createBatchInsert } from './batch-insert.js'
import type { SqlFlavor } from './dialects.js'
import { CELL_COLUMNS, pushCellValues, type SlotRange, toCellColumns } from './rollup-rows.js'
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
  const inserts = new Map<string, BatchInsert<RollupCell>>()

  function insertOf(slots: SlotRange): BatchInsert<RollupCell> {
    const place = `${slots.from} ${slots.to}`
    const known = inserts.get(place)
    if (known !== undefined) return known
    const columns = toCellColumns(slots)
    const insert = createBatchInsert<RollupCell>(db, {
      table: 'rollups',
      columns,
      pushValues: (values, cell) => pushCellValues(values, cell, slots),
      largest: LARGEST,
      onConflict: (rows) => addUp(rows, flavor, columns),
    })
    inserts.set(place, insert)
    return insert
  }

  return (trx, cells) => insertOf(toUsedSlots(cells)).execute(trx, [...cells].sort(byPlace))
}

/** By so many at once, so that a few statements serve all batches. */
const SLOTS_TOGETHER = 8

/**
 * The slots that anything has fallen into: of most histograms a third. To add nothing to the others
 * would be most of the work.
 */
function toUsedSlots(cells: readonly RollupCell[]): SlotRange {
  let first = HISTOGRAM_SLOTS
  let last = -1
  for (const { figures } of cells) {
    for (const name of LATENCY_NAMES) {
      const lowest = figures[name].findIndex((count) => count > 0)
      if (lowest < 0) continue
      first = Math.min(first, lowest)
      last = Math.max(
        last,
        figures[name].findLastIndex((count) => count > 0),
      )
    }
  }
  if (last < 0) return { from: 0, to: 0 }
  return {
    from: Math.floor(first / SLOTS_TOGETHER) * SLOTS_TOGETHER,
    to: Math.ceil((last + 1) / SLOTS_TOGETHER) * SLOTS_TOGETHER,
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
