import type { CreateTableBuilder, Kysely, Migration } from 'kysely'
import type { SqlFlavor } from '../dialects.js'

const LOG_INDEXES = {
  logs_time: ['time'],
  logs_channel_id: ['channel_id', 'id'],
  logs_model: ['model', 'id'],
  logs_request_id: ['request_id', 'id'],
}

/**
 * The first tables: channels and their keys, cooldowns, cursors (`rr`) and logs. Can be run again
 * after it was broken off.
 */
export function initialMigration(flavor: SqlFlavor): Migration {
  const { idType, generateId, integerType: integer, nameType: name } = flavor

  async function create(table: CreateTableBuilder<string, string>): Promise<void> {
    await (flavor.tableSuffix === null ? table : table.modifyEnd(flavor.tableSuffix)).execute()
  }

  return {
    async up(db: Kysely<unknown>) {
      const table = (tableName: string) => db.schema.createTable(tableName).ifNotExists()
      await create(
        table('channels')
          .addColumn('id', idType, (column) => generateId(column.primaryKey()))
          .addColumn('name', name, (column) => column.notNull().unique())
          .addColumn('url', 'text', (column) => column.notNull())
          .addColumn('key_strategy', name, (column) => column.notNull())
          .addColumn('models', 'text', (column) => column.notNull())
          .addColumn('aliases', 'text', (column) => column.notNull())
          .addColumn('priority', integer, (column) => column.notNull())
          .addColumn('weight', integer, (column) => column.notNull())
          .addColumn('enabled', integer, (column) => column.notNull())
          .addColumn('limits', 'text', (column) => column.notNull())
          .addColumn('active_hours', 'text', (column) => column.notNull())
          .addColumn('headers', 'text', (column) => column.notNull())
          .addColumn('connection', 'text', (column) => column.notNull())
          .addColumn('cost_multiplier', 'double precision', (column) => column.notNull())
          .addColumn('version', integer, (column) => column.notNull())
          .addColumn('created_at', integer, (column) => column.notNull())
          .addColumn('updated_at', integer, (column) => column.notNull()),
      )
      await create(
        table('channel_keys')
          .addColumn('id', idType, (column) => generateId(column.primaryKey()))
          .addColumn('channel_id', integer, (column) => column.notNull())
          .addColumn('position', integer, (column) => column.notNull())
          .addColumn('api_key', 'text', (column) => column.notNull())
          .addColumn('enabled', integer, (column) => column.notNull())
          .addColumn('note', 'text', (column) => column.notNull())
          .addForeignKeyConstraint('channel_keys_channel', ['channel_id'], 'channels', ['id']),
      )
      await create(
        table('cooldowns')
          .addColumn('channel_id', integer, (column) => column.notNull())
          .addColumn('scope', name, (column) => column.notNull())
          .addColumn('key_id', integer, (column) => column.notNull())
          .addColumn('model', name, (column) => column.notNull())
          .addColumn('until', integer, (column) => column.notNull())
          .addColumn('duration_ms', integer, (column) => column.notNull())
          .addColumn('cause', name, (column) => column.notNull())
          .addPrimaryKeyConstraint('cooldowns_target', ['channel_id', 'scope', 'key_id', 'model'])
          .addForeignKeyConstraint('cooldowns_channel', ['channel_id'], 'channels', ['id']),
      )
      await create(
        table('rr')
          .addColumn('model', name, (column) => column.notNull())
          .addColumn('priority', integer, (column) => column.notNull())
          .addColumn('next_index', integer, (column) => column.notNull())
          .addPrimaryKeyConstraint('rr_place', ['model', 'priority']),
      )
      await create(
        table('logs')
          .addColumn('id', idType, (column) => generateId(column.primaryKey()))
          .addColumn('request_id', name, (column) => column.notNull())
          .addColumn('attempt', integer, (column) => column.notNull())
          .addColumn('time', integer, (column) => column.notNull())
          .addColumn('model', name, (column) => column.notNull())
          .addColumn('upstream_model', 'text')
          .addColumn('channel_id', integer)
          .addColumn('channel_name', 'text')
          .addColumn('key_id', integer)
          .addColumn('key_mask', 'text')
          .addColumn('status_code', integer, (column) => column.notNull())
          .addColumn('message', 'text', (column) => column.notNull())
          .addColumn('streaming', integer, (column) => column.notNull())
          .addColumn('first_event_ms', integer)
          .addColumn('duration_ms', integer, (column) => column.notNull())
          .addColumn('request_bytes', integer, (column) => column.notNull())
          .addColumn('response_bytes', integer, (column) => column.notNull())
          .addColumn('token_name', 'text')
          .addColumn('client_ip', 'text')
          .addColumn('session_id', 'text')
          .addColumn('agent_id', 'text')
          .addColumn('input_tokens', integer)
          .addColumn('output_tokens', integer)
          .addColumn('cache_read_tokens', integer)
          .addColumn('cache_write_5m_tokens', integer)
          .addColumn('cache_write_1h_tokens', integer)
          .addColumn('cost_micro_usd', integer),
      )
      const indexes = { ...LOG_INDEXES, channel_keys_channel_id: ['channel_id'] }
      for (const [indexName, columns] of Object.entries(indexes)) {
        const index = db.schema
          .createIndex(indexName)
          .on(indexName.startsWith('logs') ? 'logs' : 'channel_keys')
          .columns(columns)
        await (flavor.hasIndexIfNotExists ? index.ifNotExists() : index).execute()
      }
    },
  }
}
