import { type CreateTableBuilder, type Kysely, type Migration, sql } from 'kysely'
import type { SqlFlavor } from '../dialects.js'

const SUMS = [
  'entries',
  'requests',
  'successes',
  'client_errors',
  'aborts',
  'failures',
  'attempts',
  'failed_attempts',
  'input_tokens',
  'output_tokens',
  'cache_read_tokens',
  'cache_write_5m_tokens',
  'cache_write_1h_tokens',
  'cost_micro_usd',
  'unpriced',
]

const HOUR_MS = 3_600_000
const DAY_MS = 86_400_000

/**
 * What each session has used, in a row of its own, where it stood in roll-ups by the hour and by the
 * day. Those know of each session in which hours it was: its first attempt is taken to be from the
 * beginning of one, its last from the end of one. Can be run again after it was broken off.
 *
 * A process of the version before that is still running goes on writing such roll-ups, which nobody
 * reads any more. A rebuild of statistics brings the sessions that began meanwhile.
 */
export function sessionsMigration(flavor: SqlFlavor): Migration {
  const { idType, generateId, integerType: integer, nameType, tableSuffix } = flavor

  return {
    async up(db: Kysely<unknown>) {
      const table = SUMS.reduce<CreateTableBuilder<string, string>>(
        (sessions, name) => sessions.addColumn(name, integer, (column) => column.notNull()),
        db.schema
          .createTable('sessions')
          .ifNotExists()
          // In the order in which they begin, so that those of a time lie together.
          .addColumn('id', idType, (column) => generateId(column.primaryKey()))
          .addColumn('name', nameType, (column) => column.notNull().unique())
          .addColumn('first_at', integer, (column) => column.notNull())
          .addColumn('last_at', integer, (column) => column.notNull()),
      )
      await (tableSuffix === null ? table : table.modifyEnd(tableSuffix)).execute()
      await flavor.createIndex(
        db.schema.createIndex('sessions_last_at').on('sessions').columns(['last_at']),
      )
      await convertCells(db)
      for (const span of ['hour', 'day']) await removeCells(db, span)
    },
  }
}

/** All or none: what is there already was converted before, from more cells than are left. */
async function convertCells(db: Kysely<unknown>): Promise<void> {
  const columns = sql.raw(SUMS.join(', '))
  const sums = sql.raw(SUMS.map((name) => `sum(${name})`).join(', '))
  await sql`insert into sessions (name, first_at, last_at, ${columns})
    select name, min(bucket), max(bucket) + ${sql.lit(HOUR_MS - 1)}, ${sums}
    from rollups
    where span = 'hour' and dimension = 'session'
      and not exists (select name from sessions where sessions.name = rollups.name)
    group by name
    order by min(bucket), name`.execute(db)
}

/** Day by day: there may be millions of them. */
async function removeCells(db: Kysely<unknown>, span: string): Promise<void> {
  const cells = sql`from rollups where span = ${span} and dimension = 'session'`
  for (let end = 0; ; ) {
    // PostgreSQL has to pass over what was removed before, so it is not looked at again.
    const { rows } = await sql<{ first: number | string | null }>`
      select min(bucket) as first ${cells} and bucket >= ${end}`.execute(db)
    const first = rows[0]?.first ?? null
    if (first === null) return
    end = Number(first) + DAY_MS
    await sql`delete ${cells} and bucket < ${end}`.execute(db)
  }
}
