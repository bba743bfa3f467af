import { type Channel, revealAll } from '@ccload/core'
import { stringify } from 'csv-stringify/sync'
import { toEditable } from '../admin/channel-view.js'
import { COLUMNS } from './columns.js'
import { neutralizeCell } from './csv-cell.js'

/** Whether keys, headers with credentials and passwords of proxies stand in a file in plain. */
export interface ExportOptions {
  readonly withKeys: boolean
}

/** Channels as CSV, with a byte order mark by which spreadsheets know UTF-8. */
export function toCsv(channels: readonly Channel[], options: ExportOptions): string {
  const rows = channels.map((channel) => {
    const fields = new Map(Object.entries(toCsvFields(channel, options)))
    return [...COLUMNS.values()].map(({ field, toCell }) => {
      const value = fields.get(field)
      if (value === undefined) return ''
      return typeof value === 'number' ? toCell(value) : neutralizeCell(toCell(value))
    })
  })
  return stringify([[...COLUMNS.keys()], ...rows], { bom: true })
}

/** Channels as a JSON list, one on each line. */
export function toJson(channels: readonly Channel[], options: ExportOptions): string {
  const lines = channels.map((channel) => JSON.stringify(toJsonFields(channel, options)))
  return lines.length === 0 ? '[]\n' : `[\n${lines.join(',\n')}\n]\n`
}

function toCsvFields(channel: Channel, options: ExportOptions) {
  const { keys = [], ...fields } = { keys: [], ...toJsonFields(channel, options) }
  const isPlain = keys.every(({ enabled, note }) => enabled && note === '')
  return {
    ...fields,
    ...(keys.length > 0 && { api_key: keys.map(({ api_key }) => api_key) }),
    ...(!isPlain && { key_options: keys.map(({ enabled, note }) => ({ enabled, note })) }),
  }
}

function toJsonFields(channel: Channel, { withKeys }: ExportOptions) {
  const { api_key: _, keys: __, ...fields } = toEditable(channel)
  if (!withKeys) return { id: channel.id, ...fields }
  return {
    id: channel.id,
    ...fields,
    headers: revealAll(channel.headers),
    connection: {
      ...fields.connection,
      proxy_url: channel.connection.proxyUrl?.reveal() ?? null,
    },
    keys: channel.keys.map(({ secret, enabled, note }) => {
      return { api_key: secret.reveal(), enabled, note }
    }),
  }
}
