import { joinList, parseJson, splitList } from './csv-cell.js'

/** How a field of a channel, as the API spells it, stands in a cell. */
export interface Column {
  /** The channel's field. */
  readonly field: string
  toCell(value: unknown): string
  /** Undefined: the cell cannot be read. Its value is checked later, like one that the API gets. */
  fromCell(cell: string): unknown
}

const NOT_READABLE = undefined

const text = (field: string): Column => ({
  field,
  toCell: (value) => String(value ?? ''),
  fromCell: (cell) => cell,
})

const number = (field: string): Column => ({
  field,
  toCell: (value) => String(value),
  fromCell: (cell) => (/^[+-]?\d+(\.\d+)?(e[+-]?\d+)?$/i.test(cell) ? Number(cell) : NOT_READABLE),
})

const flag = (field: string): Column => ({
  field,
  toCell: (value) => String(value),
  fromCell(cell) {
    if (/^(true|1|yes)$/i.test(cell)) return true
    return /^(false|0|no)$/i.test(cell) ? false : NOT_READABLE
  },
})

const list = (field: string): Column => ({
  field,
  toCell: (value) => joinList(value as readonly string[]),
  fromCell: splitList,
})

const json = (field: string): Column => ({
  field,
  toCell: (value) => (value === null ? '' : JSON.stringify(value)),
  fromCell: parseJson,
})

const keyStrategy: Column = {
  ...text('key_strategy'),
  fromCell: (cell) => cell.toLowerCase().replace('_', '-'),
}

/** The columns of a file, those of ccLoad first. */
export const COLUMNS: ReadonlyMap<string, Column> = new Map([
  ['id', number('id')],
  ['name', text('name')],
  ['api_key', list('api_key')],
  ['url', text('url')],
  ['priority', number('priority')],
  ['models', list('models')],
  ['enabled', flag('enabled')],
  ['weight', number('weight')],
  ['key_strategy', keyStrategy],
  ['key_options', json('key_options')],
  ['aliases', json('aliases')],
  ['limits', json('limits')],
  ['active_hours', json('active_hours')],
  ['headers', json('headers')],
  ['connection', json('connection')],
  ['cost_multiplier', number('cost_multiplier')],
])

/** Columns that later versions of ccLoad write for the same. They are read, not written. */
export const OTHER_COLUMNS: ReadonlyMap<string, Column> = new Map([
  ['model_redirects', json('aliases')],
])
