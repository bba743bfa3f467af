import { CcloadError } from '@ccload/core'
import { CsvError, parse } from 'csv-parse/sync'
import type { OldInstallation } from './old-channel.js'
import { toOldRow } from './to-old-channel.js'

const OPTIONS = {
  bom: true,
  relax_column_count: true,
  skip_empty_lines: true,
  trim: true,
} as const

/** Reads what ccLoad exports, of any version: a line for each channel. Throws `invalid_option`. */
export function readCsv(text: string): OldInstallation {
  const [head = [], ...records] = parseCsv(text)
  const names = head.map((name) => name.toLowerCase())
  if (!names.includes('name') || !(names.includes('url') || names.includes('urls'))) {
    throw new CcloadError(
      'invalid_option',
      'This is neither a database of ccLoad nor its CSV: the first line has to name the columns',
    )
  }
  const rows = records.map((record, at) => {
    const label = `row ${at + 1}`
    if (record.length > names.length) {
      return { label, name: '', problem: 'has more cells than there are columns' }
    }
    const byName = new Map(names.map((name, column) => [name, record[column] ?? '']))
    return toOldRow(label, (column) => byName.get(column) ?? '')
  })
  return { rows, tokens: [], leftBehind: ['tokens, of which a CSV file has none'] }
}

function parseCsv(text: string): string[][] {
  try {
    return parse(text, OPTIONS)
  } catch (cause) {
    if (!(cause instanceof CsvError)) throw cause
    throw new CcloadError('invalid_option', `This is no valid CSV: ${cause.message}`, { cause })
  }
}
