import { CsvError, type InfoRecord, parse } from 'csv-parse/sync'
import { COLUMNS, OTHER_COLUMNS } from './columns.js'
import { parseJson, restoreCell } from './csv-cell.js'
import { elementLines } from './element-lines.js'

/** A channel as a file describes it, in the API's names. Nothing in it has been checked. */
export interface ImportRow {
  /** Where it begins, from 1. */
  readonly line: number
  readonly fields: Readonly<Record<string, unknown>>
}

/** What is wrong with a file, and where. */
export interface ImportError {
  readonly line: number
  readonly message: string
}

/** A file, read. */
export interface ChannelFile {
  readonly rows: readonly ImportRow[]
  readonly errors: readonly ImportError[]
  /** Columns that mean nothing here. */
  readonly ignored: readonly string[]
}

/** Reads channels from CSV, or from JSON, which begins with a bracket. Never throws. */
export function readChannelFile(text: string): ChannelFile {
  if (text.includes('\ufffd')) return broken(1, 'The text is not UTF-8: save the file as CSV UTF-8')
  return /^\ufeff?\s*[[{]/.test(text) ? readJson(text.replace(/^\ufeff/, '')) : readCsv(text)
}

function readJson(text: string): ChannelFile {
  const list = parseJson(text)
  if (!Array.isArray(list)) return broken(1, 'This is no valid JSON list of channels')
  const lines = elementLines(text)
  const rows: ImportRow[] = []
  const errors: ImportError[] = []
  for (const [at, fields] of list.entries()) {
    const line = lines[at] ?? 1
    if (isObject(fields)) rows.push({ line, fields })
    else errors.push({ line, message: 'must be an object' })
  }
  return { rows, errors, ignored: [] }
}

interface CsvRecord {
  readonly record: readonly string[]
  readonly info: InfoRecord
}

const CSV_OPTIONS = {
  bom: true,
  info: true,
  relax_column_count: true,
  skip_empty_lines: true,
} as const

function readCsv(text: string): ChannelFile {
  let records: CsvRecord[]
  try {
    // Its types do not know what `info` makes of a record.
    records = parse(text, CSV_OPTIONS) as unknown as CsvRecord[]
  } catch (error) {
    if (!(error instanceof CsvError)) throw error
    return broken(Number(error.lines ?? 1), 'This is no valid CSV: check the quotes')
  }
  const [head, ...rest] = records
  const names = head?.record.map((name) => name.trim().toLowerCase()) ?? []
  if (!names.includes('name')) {
    return broken(1, 'The first line must name the columns, separated by commas: name, url ...')
  }
  const twice = names.find((name, at) => name !== '' && names.indexOf(name) !== at)
  if (twice !== undefined) return broken(1, `The column ${twice} is there twice`)
  const rows: ImportRow[] = []
  const errors: ImportError[] = []
  for (const { record, info } of rest) {
    const line = info.lines - record.join('').split('\n').length + 1
    const read = readRecord(names, record)
    if (typeof read === 'string') errors.push({ line, message: read })
    else rows.push({ line, fields: read })
  }
  const ignored = names.filter((name) => columnOf(name) === undefined && name !== '')
  return { rows, errors, ignored }
}

/** The fields of a record, or what is wrong with it. An empty cell means the default. */
function readRecord(
  names: readonly string[],
  record: readonly string[],
): Record<string, unknown> | string {
  if (record.length > names.length) return 'has more cells than there are columns'
  const fields = new Map<string, unknown>()
  for (const [at, name] of names.entries()) {
    const column = columnOf(name)
    if (column === undefined) continue
    const cell = restoreCell(record[at]?.trim() ?? '')
    const value = cell === '' ? null : column.fromCell(cell)
    if (value === undefined) return `${name}: cannot be read`
    fields.set(column.field, value)
  }
  fields.delete('id')
  return withKeys(fields)
}

/** One list of keys of the two columns that speak of them. No keys: those that are there stay. */
function withKeys(fields: Map<string, unknown>): Record<string, unknown> | string {
  const secrets = (fields.get('api_key') as readonly string[] | null | undefined) ?? null
  const options = fields.get('key_options') ?? null
  fields.delete('api_key')
  fields.delete('key_options')
  if (secrets === null) {
    return options === null ? Object.fromEntries(fields) : 'key_options: needs api_key beside it'
  }
  if (options !== null && (!Array.isArray(options) || options.length !== secrets.length)) {
    return 'key_options: must be a list with an entry for each key'
  }
  const keys = secrets.map((api_key, at) => ({ ...(options as object[] | null)?.[at], api_key }))
  return Object.fromEntries([...fields, ['keys', keys]])
}

function columnOf(name: string) {
  return COLUMNS.get(name) ?? OTHER_COLUMNS.get(name)
}

function broken(line: number, message: string): ChannelFile {
  return { rows: [], errors: [{ line, message }], ignored: [] }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
