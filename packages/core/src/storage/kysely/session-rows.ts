import type { Selectable } from 'kysely'
import { createSums, SUM_NAMES } from '../../domain/figures.js'
import type { SessionSums } from '../../domain/session-sums.js'
import type { SqlValue } from './dialects.js'
import { SUM_COLUMNS, toFigureColumns } from './rollup-rows.js'
import type { SessionTable } from './schema.js'

/** The columns of sums. */
export const SESSION_SUMS: readonly string[] = toFigureColumns(SUM_NAMES)

/** The columns that an insert fills, in the order of {@link pushSessionValues}. */
export const SESSION_COLUMNS: readonly string[] = ['name', 'first_at', 'last_at', ...SESSION_SUMS]

/** Adds a session's values to those of a multi-row insert. */
export function pushSessionValues(values: SqlValue[], session: SessionSums): void {
  values.push(session.name, session.firstAt, session.lastAt)
  for (const name of SUM_NAMES) values.push(session.figures[name])
}

/** The session that a row holds. */
export function toSession(row: Selectable<SessionTable>): SessionSums {
  const figures = createSums()
  // Some drivers give 64-bit integers as strings.
  for (const name of SUM_NAMES) figures[name] = Number(row[SUM_COLUMNS[name]])
  return {
    name: row.name,
    firstAt: Number(row.first_at),
    lastAt: Number(row.last_at),
    figures,
  }
}
