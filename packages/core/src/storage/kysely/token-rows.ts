import type { Insertable, Selectable, Updateable } from 'kysely'
import type { ClientToken } from '../../domain/client-token.js'
import type { TokenFields } from '../token-fields.js'
import type { TokenTable } from './schema.js'

type FieldColumns = Pick<
  Insertable<TokenTable>,
  'name' | 'enabled' | 'expires_at' | 'models' | 'channel_ids' | 'limits'
>

/** Columns of the fields given, and of no others. */
export function toTokenColumns(fields: TokenFields): FieldColumns
export function toTokenColumns(fields: Partial<TokenFields>): Updateable<TokenTable>
export function toTokenColumns(fields: Partial<TokenFields>): Updateable<TokenTable> {
  const { name, enabled, expiresAt, models, channelIds, limits } = fields
  return {
    ...(name !== undefined && { name }),
    ...(enabled !== undefined && { enabled: Number(enabled) }),
    ...(expiresAt !== undefined && { expires_at: expiresAt }),
    ...(models !== undefined && { models: JSON.stringify(models) }),
    ...(channelIds !== undefined && { channel_ids: JSON.stringify(channelIds) }),
    ...(limits !== undefined && { limits: JSON.stringify(limits) }),
  }
}

/** The token of a row. Some drivers give 64-bit integers as strings, hence the conversions. */
export function toToken(row: Selectable<TokenTable>): ClientToken {
  return {
    id: Number(row.id),
    name: row.name,
    enabled: Number(row.enabled) !== 0,
    expiresAt: row.expires_at === null ? null : Number(row.expires_at),
    models: JSON.parse(row.models),
    channelIds: JSON.parse(row.channel_ids),
    limits: JSON.parse(row.limits),
    digest: row.digest,
    prefix: row.prefix,
    lastUsedAt: row.last_used_at === null ? null : Number(row.last_used_at),
    version: Number(row.version),
    createdAt: Number(row.created_at),
    updatedAt: Number(row.updated_at),
  }
}
