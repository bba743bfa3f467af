import { type Kysely, type RawBuilder, sql } from 'kysely'
import { SUM_NAMES } from '../../domain/figures.js'
import { finestSpan, SPAN_MS, type Span } from '../../domain/roll-up.js'
import { type SpanRange, splitRange } from '../../domain/time-range.js'
import type { StatsQuery, StatsStore } from '../../ports/store.js'
import type { SqlFlavor } from './dialects.js'
import { findOldest } from './oldest-buckets.js'
import { rebuildRollups } from './rebuild-rollups.js'
import { LATENCY_COLUMNS, SUM_COLUMNS, type SumRow, toSubjectFigures } from './rollup-rows.js'
import type { Database } from './schema.js'

/** Statistics from the table `rollups`. */
export function createStatsRepository(db: Kysely<Database>, flavor: SqlFlavor): StatsStore {
  return {
    async totals(query) {
      const { dimension, sort = 'requests', limit, withLatencies = true } = query
      const oldest = await findOldest(db, dimension)
      const ranges = splitRange(query, oldest, finestSpan(dimension))
      if (ranges.length === 0) return []
      const names = query.sums && [...new Set([...query.sums, sort])]
      const columns = (names ?? SUM_NAMES).map((name): string => SUM_COLUMNS[name])
      // Sessions are many, and have no latencies.
      const hasLatencies = withLatencies && dimension !== 'session'
      const sums = toSums(hasLatencies ? [...columns, ...LATENCY_COLUMNS] : columns)
      const parts = ranges.map((range) => selectSums(query, range, sums))
      const { rows } = await sql<SumRow>`
        select channel_id, name, max(channel_name) as channel_name, ${sums}
        from (${sql.join(parts, sql` union all `)}) as parts
        group by channel_id, name
        order by ${sql.ref(SUM_COLUMNS[sort])} desc, channel_id, name
        limit ${limit}`.execute(db)
      return rows.map(toSubjectFigures)
    },

    async series(query) {
      const { stepMs, from, to, sums = SUM_NAMES, withLatencies = false } = query
      const step = sql.lit(stepMs)
      const columns = sums.map((name): string => SUM_COLUMNS[name])
      const range = { span: longestIn(stepMs), from: Math.floor(from / stepMs) * stepMs, to }
      const { rows } = await sql<SumRow & { time: number | string }>`
        select bucket - bucket % ${step} as time, channel_id, name,
          max(channel_name) as channel_name,
          ${toSums(withLatencies ? [...columns, ...LATENCY_COLUMNS] : columns)}
        from rollups where ${toCondition(query, range)}
        group by bucket - bucket % ${step}, channel_id, name
        order by time, channel_id, name`.execute(db)
      return rows.map((row) => ({ time: Number(row.time), ...toSubjectFigures(row) }))
    },

    rebuild: (range) => rebuildRollups(db, flavor, range),
  }
}

/** The sums of one part of a range. */
function selectSums(
  query: StatsQuery,
  range: SpanRange,
  sums: RawBuilder<unknown>,
): RawBuilder<unknown> {
  return sql`select channel_id, name, max(channel_name) as channel_name, ${sums}
    from rollups where ${toCondition(query, range)} group by channel_id, name`
}

/** Along the primary key: span, dimension, bucket. */
function toCondition(query: StatsQuery, { span, from, to }: SpanRange): RawBuilder<unknown> {
  const { dimension, channelId, name } = query
  return sql`span = ${span} and dimension = ${dimension} and bucket >= ${from} and bucket < ${to}
    ${channelId === undefined ? sql`` : sql`and channel_id = ${channelId}`}
    ${name === undefined ? sql`` : sql`and name = ${name}`}`
}

function longestIn(stepMs: number): Span {
  if (stepMs % SPAN_MS.day === 0) return 'day'
  return stepMs % SPAN_MS.hour === 0 ? 'hour' : 'minute'
}

function toSums(columns: readonly string[]): RawBuilder<unknown> {
  return sql.raw(columns.map((name) => `sum(${name}) as ${name}`).join(', '))
}
