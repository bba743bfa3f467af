import { type Kysely, sql, type Transaction } from 'kysely'
import { DIMENSIONS, rollUp, SPAN_MS, type Span } from '../../domain/roll-up.js'
import { ceilTo, floorTo, type TimeRange } from '../../domain/time-range.js'
import type { SqlFlavor } from './dialects.js'
import { toLogEntry } from './log-rows.js'
import { rebuildSessions } from './rebuild-sessions.js'
import { FIGURE_COLUMNS, ROLLUP_COLUMNS } from './rollup-rows.js'
import { createRollupWriter, type WriteRollups } from './rollup-writer.js'
import type { Database } from './schema.js'
import { createSessionWriter } from './session-writer.js'
import { inTransaction } from './transaction.js'

/** Log entries that are read at once. */
const PAGE = 2_000

/** Sessions that are computed at once. */
const SESSIONS = 50

/**
 * Computes the roll-ups of all hours that a range touches anew, day by day: its hours, then the day,
 * which is their sum, and then the sessions that were going on. Writers wait for an hour at most.
 */
export async function rebuildRollups(
  db: Kysely<Database>,
  flavor: SqlFlavor,
  given: TimeRange | undefined,
): Promise<TimeRange | null> {
  const range = given ?? (await findWholeHours(db))
  if (range.from >= range.to) return null
  const write = createRollupWriter(db, flavor)
  const writeSessions = createSessionWriter(db, flavor)
  const inTurn = <T>(change: (trx: Transaction<Database>) => Promise<T>) =>
    inTransaction(db, flavor, async (trx) => {
      await flavor.lockRollups?.execute(trx)
      return await change(trx)
    })
  const whole = { from: floorTo(range.from, 'hour'), to: ceilTo(range.to, 'hour') }

  for (const day of bucketsOf(whole, 'day')) {
    const end = Math.min(whole.to, day + SPAN_MS.day)
    const sessions = new Set<string>()
    for (const hour of bucketsOf({ from: Math.max(whole.from, day), to: end }, 'hour')) {
      const names = await inTurn((trx) => rebuildHour(trx, write, hour))
      for (const name of names) sessions.add(name)
    }
    await inTurn(async (trx) => {
      await removeCells(trx, 'day', day, SPAN_MS.day)
      await sumHours(trx, day)
    })
    const names = [...sessions]
    for (let at = 0; at < names.length; at += SESSIONS) {
      const few = names.slice(at, at + SESSIONS)
      const began = { from: whole.from, to: end }
      await inTurn((trx) => rebuildSessions(trx, writeSessions, few, began))
    }
  }
  return whole
}

/** Returns the sessions that have entries in the hour. */
async function rebuildHour(
  trx: Transaction<Database>,
  write: WriteRollups,
  hour: number,
): Promise<Set<string>> {
  const sessions = new Set<string>()
  await removeCells(trx, 'minute', hour, SPAN_MS.hour)
  await removeCells(trx, 'hour', hour, SPAN_MS.hour)
  for await (const rows of readPages(trx, hour)) {
    await write(
      trx,
      rollUp(rows.map(toLogEntry)).filter(({ span }) => span !== 'day'),
    )
    for (const { session_id: name } of rows) if (name !== null) sessions.add(name)
  }
  return sessions
}

/** From the second hour that has entries on: of the first one some may have been removed. */
async function findWholeHours(db: Kysely<Database>): Promise<TimeRange> {
  const { first, last } = await db
    .selectFrom('logs')
    .select((logs) => [logs.fn.min('time').as('first'), logs.fn.max('time').as('last')])
    .executeTakeFirstOrThrow()
  if (first === null) return { from: 0, to: 0 }
  return { from: floorTo(Number(first), 'hour') + SPAN_MS.hour, to: Number(last) + 1 }
}

function bucketsOf({ from, to }: TimeRange, span: Span): number[] {
  const first = floorTo(from, span)
  const count = Math.max(0, ceilTo(to, span) - first) / SPAN_MS[span]
  return Array.from({ length: count }, (_, index) => first + index * SPAN_MS[span])
}

async function removeCells(
  trx: Transaction<Database>,
  span: Span,
  from: number,
  lengthMs: number,
): Promise<void> {
  await trx
    .deleteFrom('rollups')
    .where('span', '=', span)
    .where('dimension', 'in', DIMENSIONS)
    .where('bucket', '>=', from)
    .where('bucket', '<', from + lengthMs)
    .execute()
}

async function* readPages(trx: Transaction<Database>, hour: number) {
  let time = hour
  let id = 0
  while (true) {
    const rows = await trx
      .selectFrom('logs')
      .selectAll()
      .where('time', '>=', time)
      .where('time', '<', hour + SPAN_MS.hour)
      .where((logs) => logs.or([logs('time', '>', time), logs('id', '>', id)]))
      .orderBy('time')
      .orderBy('id')
      .limit(PAGE)
      .execute()
    const last = rows.at(-1)
    if (last === undefined) return
    yield rows
    time = Number(last.time)
    id = Number(last.id)
  }
}

async function sumHours(trx: Transaction<Database>, day: number): Promise<void> {
  const columns = sql.join(ROLLUP_COLUMNS.map((name) => sql.ref(name)))
  const sums = sql.raw(FIGURE_COLUMNS.map((name) => `sum(${name})`).join(', '))
  const dimensions = sql.join([...DIMENSIONS])
  await sql`insert into rollups (${columns})
    select 'day', dimension, ${sql.lit(day)}, channel_id, name, max(channel_name), ${sums}
    from rollups
    where span = 'hour' and dimension in (${dimensions})
      and bucket >= ${day} and bucket < ${day + SPAN_MS.day}
    group by dimension, channel_id, name`.execute(trx)
}
