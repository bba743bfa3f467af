import type { Insertable, Selectable, Updateable } from 'kysely'
import type { Channel, ChannelConnection, ChannelKey, KeyStrategy } from '../../domain/channel.js'
import { revealAll, Secret, toSecrets } from '../../domain/secret.js'
import { type ChannelFields, type ResolvedKey, toConnection } from '../channel-fields.js'
import type { ChannelKeyTable, ChannelTable } from './schema.js'

/** One line of channels joined with their keys: the key's columns are null without a key. */
export interface ChannelLine extends Selectable<ChannelTable> {
  readonly key_id: number | null
  readonly api_key: string | null
  readonly key_enabled: number | null
  readonly note: string | null
}

/** Columns of the fields given, and of no others. */
export function toChannelColumns(
  fields: ChannelFields,
): Omit<Insertable<ChannelTable>, 'version' | 'created_at' | 'updated_at'>
export function toChannelColumns(fields: Partial<ChannelFields>): Updateable<ChannelTable>
export function toChannelColumns(fields: Partial<ChannelFields>): Updateable<ChannelTable> {
  const { keyStrategy, models, aliases, enabled, ...rest } = fields
  const { limits, activeHours, headers, connection, costMultiplier, ...same } = rest
  return {
    ...same,
    ...(keyStrategy !== undefined && { key_strategy: keyStrategy }),
    ...(models !== undefined && { models: JSON.stringify(models) }),
    ...(aliases !== undefined && { aliases: JSON.stringify(aliases) }),
    ...(enabled !== undefined && { enabled: Number(enabled) }),
    ...(limits !== undefined && { limits: JSON.stringify(limits) }),
    ...(activeHours !== undefined && { active_hours: JSON.stringify(activeHours) }),
    ...(headers !== undefined && { headers: JSON.stringify(revealAll(headers)) }),
    ...(connection !== undefined && { connection: JSON.stringify(toPlainConnection(connection)) }),
    ...(costMultiplier !== undefined && { cost_multiplier: costMultiplier }),
  }
}

/** Columns of a key, less its id. */
export function toKeyColumns(key: ResolvedKey, channelId: number, position: number) {
  return {
    channel_id: channelId,
    position,
    api_key: key.secret.reveal(),
    enabled: Number(key.enabled),
    note: key.note,
  } satisfies Insertable<ChannelKeyTable>
}

/** Channels from lines that are ordered by channel and position. */
export function toChannels(lines: readonly ChannelLine[]): Channel[] {
  const channels: (Channel & { readonly keys: ChannelKey[] })[] = []
  for (const line of lines) {
    let channel = channels.at(-1)
    if (channel?.id !== Number(line.id)) {
      channel = toChannel(line)
      channels.push(channel)
    }
    if (line.key_id !== null) {
      channel.keys.push({
        id: Number(line.key_id),
        secret: new Secret(line.api_key ?? ''),
        enabled: Number(line.key_enabled) !== 0,
        note: line.note ?? '',
      })
    }
  }
  return channels
}

// Some drivers give 64-bit integers as strings, hence the conversions.
function toChannel(line: ChannelLine): Channel & { readonly keys: ChannelKey[] } {
  return {
    id: Number(line.id),
    name: line.name,
    url: line.url,
    keys: [],
    keyStrategy: line.key_strategy as KeyStrategy,
    models: JSON.parse(line.models),
    aliases: JSON.parse(line.aliases),
    priority: Number(line.priority),
    weight: Number(line.weight),
    enabled: Number(line.enabled) !== 0,
    limits: JSON.parse(line.limits),
    activeHours: JSON.parse(line.active_hours),
    headers: toSecrets(JSON.parse(line.headers)),
    connection: toConnection(JSON.parse(line.connection)),
    costMultiplier: Number(line.cost_multiplier),
    version: Number(line.version),
    createdAt: Number(line.created_at),
    updatedAt: Number(line.updated_at),
  }
}

/** As the database has it: whatever else prints a connection gets its secret masked. */
function toPlainConnection({ proxyUrl, ...rest }: ChannelConnection) {
  return { proxyUrl: proxyUrl?.reveal() ?? null, ...rest }
}
