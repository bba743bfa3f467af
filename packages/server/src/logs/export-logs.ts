import type { LogFilter, LogStore } from '@ccload/core'
import { stringify } from 'csv-stringify/sync'
import { type LogView, logView, toLogView } from '../admin/log-view.js'
import { neutralizeCell } from '../transfer/csv-cell.js'

/** Entries that are in memory at once. */
const PAGE = 500

const COLUMNS = Object.keys(logView.shape) as (keyof LogView)[]

/**
 * All entries that match, newest first, as the text of a file: page by page, so that neither the
 * database nor the memory has to hold the whole. Entries that come meanwhile may be missing.
 */
export async function* exportLogs(
  logs: LogStore,
  filter: LogFilter,
  format: 'csv' | 'ndjson',
): AsyncGenerator<string> {
  if (format === 'csv') yield toCsv([COLUMNS])
  let beforeId: number | undefined
  while (true) {
    const entries = await logs.list({ ...filter, beforeId, limit: PAGE })
    if (entries.length > 0) {
      const views = entries.map(toLogView)
      yield format === 'csv' ? toCsv(views.map(toCells)) : views.map(toLine).join('')
    }
    if (entries.length < PAGE) return
    beforeId = entries.at(-1)?.id
  }
}

function toLine(view: LogView): string {
  return `${JSON.stringify(view)}\n`
}

function toCells(view: LogView): (string | number)[] {
  return COLUMNS.map((name) => {
    const value = view[name]
    if (typeof value === 'string') return neutralizeCell(value)
    if (typeof value === 'object' && value !== null) return JSON.stringify(value)
    return typeof value === 'boolean' ? Number(value) : (value ?? '')
  })
}

/** Lines end as RFC 4180 has it. */
function toCsv(rows: readonly (readonly (string | number)[])[]): string {
  return stringify([...rows], { record_delimiter: 'windows' })
}
