/** A table that makes up an installation. */
export interface CopiedTable {
  readonly name: string
  /** Its primary key, in the order in which it is read. */
  readonly key: readonly string[]
  /** Rows that are read at once at most, where they are long. */
  readonly mostRows?: number
}

/**
 * What makes up an installation, each table after those that it refers to. Sessions of admins, leases and
 * revisions belong to the processes that run on a database, not to the installation.
 */
export const COPIED_TABLES: readonly CopiedTable[] = [
  { name: 'channels', key: ['id'] },
  { name: 'channel_keys', key: ['id'] },
  { name: 'cooldowns', key: ['channel_id', 'scope', 'key_id', 'model'] },
  { name: 'rr', key: ['model', 'priority'] },
  { name: 'tokens', key: ['id'] },
  { name: 'token_usage', key: ['day', 'token_id'] },
  { name: 'admin_settings', key: ['name'] },
  { name: 'admin_captures', key: ['request_id', 'attempt'], mostRows: 20 },
  { name: 'rollups', key: ['span', 'dimension', 'bucket', 'channel_id', 'name'] },
  { name: 'sessions', key: ['id'] },
  { name: 'log_messages', key: ['hash'] },
  { name: 'logs', key: ['id'] },
]
