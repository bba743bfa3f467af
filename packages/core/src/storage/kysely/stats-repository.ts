import { type Kysely, type RawBuilder, sql } from 'kysely'
import { FIGURE_NAMES, type FigureName, SUM_NAMES } from '../../domain/figures.js'
import { SPAN_MS, type Span } from '../../domain/roll-up.js'
import { type SpanRange, splitRange } from '../../domain/time-range.js'
import type { SeriesFigures, SeriesQuery, StatsQuery, StatsStore } from '../../ports/store.js'
import { rememberSeries } from '../remember-series.js'
import type { SqlFlavor } from './dialects.js'
import { findOldest } from './oldest-buckets.js'
import { rebuildRollups } from './rebuild-rollups.js'
import {
  createFiguresReader,
  SUM_COLUMNS,
  type SumRow,
  toFigureColumns,
  toSubject,
} from './rollup-rows.js'
import type { Database } from './schema.js'
import { listSessions } from './session-listing.js'

/** Statistics from the tables `rollups` and `sessions`. */
export function createStatsRepository(db: Kysely<Database>, flavor: SqlFlavor): StatsStore {
  return {
    async totals(query) {
      const { dimension, sort = 'requests', limit, figures: wanted = FIGURE_NAMES } = query
      const oldest = await findOldest(db, dimension)
      const ranges = splitRange(query, oldest)
      if (ranges.length === 0) return []
      const figures = [...new Set([...wanted, sort])]
      const sums = toSums(figures)
      const parts = ranges.map((range) => selectSums(query, range, sums))
      const { rows } = await sql<SumRow>`
        select channel_id, name, ${sums}
        from (${sql.join(parts, sql` union all `)}) as parts
        group by channel_id, name
        order by ${sql.ref(SUM_COLUMNS[sort])} desc, channel_id, name
        limit ${limit}`.execute(db)
      const toFigures = createFiguresReader(figures)
      return rows.map((row) => ({ ...toSubject(row), figures: toFigures(row) }))
    },

    series: rememberSeries((query) => readSeries(db, query)),

    sessions: (query) => listSessions(db, flavor, query),

    rebuild: (range) => rebuildRollups(db, flavor, range),
  }
}

async function readSeries(db: Kysely<Database>, query: SeriesQuery): Promise<SeriesFigures[]> {
  const { stepMs, from, to, figures: wanted = SUM_NAMES } = query
  const step = sql.lit(stepMs)
  const figures = [...new Set(wanted)]
  const range = { span: longestIn(stepMs), from: Math.floor(from / stepMs) * stepMs, to }
  const { rows } = await sql<SumRow & { time: number | string }>`
    select bucket - bucket % ${step} as time, channel_id, name, ${toSums(figures)}
    from rollups where ${toCondition(query, range)}
    group by bucket - bucket % ${step}, channel_id, name
    order by time, channel_id, name`.execute(db)
  const toFigures = createFiguresReader(figures)
  return rows.map((row) => {
    return { time: Number(row.time), ...toSubject(row), figures: toFigures(row) }
  })
}

/** The sums of one part of a range. */
function selectSums(
  query: StatsQuery,
  range: SpanRange,
  sums: RawBuilder<unknown>,
): RawBuilder<unknown> {
  return sql`select channel_id, name, ${sums}
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

function toSums(figures: readonly FigureName[]): RawBuilder<unknown> {
  const sums = toFigureColumns(figures).map((name) => `sum(${name}) as ${name}`)
  return sql.raw(['max(channel_name) as channel_name', ...sums].join(', '))
}
