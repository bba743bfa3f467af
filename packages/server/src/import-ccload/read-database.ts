import { CcloadError } from '@ccload/core'
import SQLite from 'better-sqlite3'
import { type Cells, toFlag, toNumber, toTexts } from './old-cells.js'
import type { OldInstallation, OldKey, OldModel, OldRow } from './old-channel.js'
import { readTokens } from './read-tokens.js'
import { toOldRow } from './to-old-channel.js'

/** What a file holds, table by table, as text. */
export interface OldTables {
  has(table: string, column?: string): boolean
  /** All rows of a table; none where there is no such table. */
  rows(table: string): readonly Cells[]
}

/**
 * Reads ccLoad's SQLite database, of any version, and changes nothing in it. Throws
 * `invalid_option` for a file that is none.
 */
export function readDatabase(path: string): OldInstallation {
  const database = openReadOnly(path)
  try {
    const tables = toTables(database)
    if (!tables.has('channels', 'url')) {
      throw wrong(path)
    }
    // Ours has a table of this name as well, with keys that only its own secret opens.
    if (tables.has('channel_keys')) throw wrong(path)
    return {
      rows: readRows(tables),
      tokens: readTokens(tables),
      leftBehind: [
        'log entries',
        'statistics',
        'cooldowns, which run out by themselves',
        ...(tables.rows('system_settings').length > 0 ? ['settings'] : []),
      ],
    }
  } finally {
    database.close()
  }
}

function openReadOnly(path: string): SQLite.Database {
  try {
    const database = new SQLite(path, { readonly: true, fileMustExist: true })
    // Numbers beyond 2^53 would be rounded otherwise, and ids with them.
    database.defaultSafeIntegers()
    return database
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause)
    throw new CcloadError('invalid_option', `${path} cannot be opened (${reason})`, { cause })
  }
}

function toTables(database: SQLite.Database): OldTables {
  const names = database
    .prepare(`select lower(name) from sqlite_master where type = 'table'`)
    .pluck()
    .all()
  const columnsOf = (table: string) =>
    database.prepare(`select lower(name) from pragma_table_info(?)`).pluck().all(table)
  const has = (table: string, column?: string) =>
    names.includes(table) && (column === undefined || columnsOf(table).includes(column))
  return {
    has,
    rows(table) {
      if (!has(table)) return []
      const rows = database.prepare(`select * from "${table}"`).all() as object[]
      return rows.map((row) => {
        const cells = new Map(
          Object.entries(row).map(([name, value]) => [
            name.toLowerCase(),
            value === null ? '' : String(value),
          ]),
        )
        return (column) => cells.get(column) ?? ''
      })
    },
  }
}

function readRows(tables: OldTables): OldRow[] {
  const keys = groupByChannel(tables.rows('api_keys'))
  const models = groupByChannel(tables.rows('channel_models'))
  const urlStates = groupByChannel(tables.rows('channel_url_states'))
  // For a while the table of models was a mere index of the enabled channels.
  const hasModels = tables.has('channel_models', 'redirect_model')
  const channels = tables.rows('channels').toSorted((a, b) => idOf(a) - idOf(b))
  return channels.map((cells) => {
    const id = idOf(cells)
    const ownKeys = keys.get(id)?.toSorted(by('key_index')) ?? []
    const ownModels = models.get(id)?.toSorted(by('created_at')) ?? []
    const disabled = (urlStates.get(id) ?? []).filter((state) => toFlag(state('disabled')))
    return toOldRow(`channel ${id}`, cells, {
      ...(tables.has('api_keys') && { keys: ownKeys.map(toKey) }),
      keyStrategy: ownKeys[0]?.('key_strategy'),
      ...(hasModels && ownModels.length > 0 && { models: ownModels.map(toModel) }),
      disabledUrls: new Set(disabled.map((state) => state('url'))),
      unknown: toUnknown(ownModels),
    })
  })
}

function toKey(cells: Cells): OldKey {
  const allowed = cells('allowed_models').trim()
  const multiplier = cells('cost_multiplier')
  return {
    secret: cells('api_key').trim(),
    // A key that has been found to serve no model is never used.
    enabled: !toFlag(cells('disabled')) && !toFlag(cells('model_scope_empty')),
    note: cells('note').trim(),
    priority: toNumber(cells('priority')),
    models: toTexts(allowed) ?? allowed.split(',').filter((name) => name.trim() !== ''),
    costMultiplier: multiplier === '' ? 1 : toNumber(multiplier),
  }
}

function toModel(cells: Cells): OldModel {
  const redirect = cells('redirect_model').trim()
  return { name: cells('model').trim(), redirect, enabled: !toFlag(cells('disabled')) }
}

function toUnknown(models: readonly Cells[]): string[] {
  const has = (column: string) => models.some((cells) => cells(column).trim() !== '')
  return [
    ...(has('pricing') ? ['prices of its own'] : []),
    ...(has('model_variants') ? ['several upstream models for one name'] : []),
  ]
}

function groupByChannel(rows: readonly Cells[]): Map<number, Cells[]> {
  const groups = new Map<number, Cells[]>()
  for (const cells of rows) {
    const id = toNumber(cells('channel_id'))
    const group = groups.get(id)
    if (group === undefined) groups.set(id, [cells])
    else group.push(cells)
  }
  return groups
}

function by(column: string) {
  return (a: Cells, b: Cells) => toNumber(a(column)) - toNumber(b(column))
}

function idOf(cells: Cells): number {
  return toNumber(cells('id'))
}

function wrong(path: string): CcloadError {
  return new CcloadError('invalid_option', `${path} is no database of ccLoad`)
}
