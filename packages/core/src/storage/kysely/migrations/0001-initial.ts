import { type CreateTableBuilder, type Kysely, type Migration, type RawBuilder, sql } from 'kysely'
import type { SqlFlavor } from '../dialects.js'

/** Failures are few: an index of theirs may hold what they are searched and grouped by. */
const ERROR_COLUMNS = ['id', 'channel_id', 'status_code', 'message']

/** Each costs every write. What else can be asked for is found by way of the roll-ups. */
const INDEXES = {
  channel_keys_channel_id: { table: 'channel_keys', columns: ['channel_id'] },
  logs_time: { table: 'logs', columns: ['time'] },
  logs_session_id: { table: 'logs', columns: ['session_id', 'time'] },
  logs_request_id: { table: 'logs', columns: ['request_id'] },
  logs_outcome: { table: 'logs', columns: ['outcome', 'time'], ofErrors: ERROR_COLUMNS },
  logs_status_code: { table: 'logs', columns: ['status_code', 'time'], ofErrors: [] },
}

const ROLLUP_SUMS = [
  'entries',
  'requests',
  'successes',
  'client_errors',
  'aborts',
  'failures',
  'attempts',
  'failed_attempts',
  'input_tokens',
  'output_tokens',
  'cache_read_tokens',
  'cache_write_5m_tokens',
  'cache_write_1h_tokens',
  'cost_micro_usd',
  'unpriced',
]
const HISTOGRAMS = ['first_event', 'duration']
const HISTOGRAM_SLOTS = 32

/**
 * The first tables: channels and their keys, cooldowns, cursors (`rr`), logs and their roll-ups.
 * Can be run again after it was broken off.
 */
export function initialMigration(flavor: SqlFlavor): Migration {
  const { idType, generateId, integerType: integer, nameType: name, textType: text } = flavor

  async function create(
    table: CreateTableBuilder<string, string>,
    suffix: RawBuilder<unknown> | null = flavor.tableSuffix,
  ): Promise<void> {
    await (suffix === null ? table : table.modifyEnd(suffix)).execute()
  }

  return {
    async up(db: Kysely<unknown>) {
      const table = (tableName: string) => db.schema.createTable(tableName).ifNotExists()
      await create(
        table('channels')
          .addColumn('id', idType, (column) => generateId(column.primaryKey()))
          .addColumn('name', name, (column) => column.notNull().unique())
          .addColumn('url', text, (column) => column.notNull())
          .addColumn('key_strategy', name, (column) => column.notNull())
          .addColumn('models', text, (column) => column.notNull())
          .addColumn('aliases', text, (column) => column.notNull())
          .addColumn('priority', integer, (column) => column.notNull())
          .addColumn('weight', integer, (column) => column.notNull())
          .addColumn('enabled', integer, (column) => column.notNull())
          .addColumn('limits', text, (column) => column.notNull())
          .addColumn('active_hours', text, (column) => column.notNull())
          .addColumn('headers', text, (column) => column.notNull())
          .addColumn('connection', text, (column) => column.notNull())
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
          .addColumn('api_key', text, (column) => column.notNull())
          .addColumn('enabled', integer, (column) => column.notNull())
          .addColumn('note', text, (column) => column.notNull())
          .addForeignKeyConstraint('channel_keys_channel', ['channel_id'], 'channels', ['id']),
      )
      await create(
        table('cooldowns')
          .addColumn('channel_id', integer, (column) => column.notNull())
          .addColumn('scope', flavor.wordType, (column) => column.notNull())
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
          .addColumn('final', integer, (column) => column.notNull())
          .addColumn('time', integer, (column) => column.notNull())
          .addColumn('model', name, (column) => column.notNull())
          .addColumn('upstream_model', text)
          .addColumn('channel_id', integer)
          .addColumn('channel_name', text)
          .addColumn('key_id', integer)
          .addColumn('key_mask', text)
          .addColumn('status_code', integer, (column) => column.notNull())
          .addColumn('outcome', flavor.wordType, (column) => column.notNull())
          .addColumn('message', text, (column) => column.notNull())
          .addColumn('streaming', integer, (column) => column.notNull())
          .addColumn('first_event_ms', integer)
          .addColumn('duration_ms', integer, (column) => column.notNull())
          .addColumn('request_bytes', integer, (column) => column.notNull())
          .addColumn('response_bytes', integer, (column) => column.notNull())
          .addColumn('token_name', text)
          .addColumn('client_ip', text)
          .addColumn('session_id', name)
          .addColumn('agent_id', text)
          .addColumn('input_tokens', integer)
          .addColumn('output_tokens', integer)
          .addColumn('cache_read_tokens', integer)
          .addColumn('cache_write_5m_tokens', integer)
          .addColumn('cache_write_1h_tokens', integer)
          .addColumn('web_searches', integer)
          .addColumn('cost_micro_usd', integer),
      )
      const slots = Array.from({ length: HISTOGRAM_SLOTS }, (_, slot) => slot)
      const histogramColumns = HISTOGRAMS.flatMap((title) =>
        slots.map((slot) => `${title}_${slot}`),
      )
      await create(
        [...ROLLUP_SUMS, ...histogramColumns].reduce<CreateTableBuilder<string, string>>(
          (rollups, name) =>
            rollups.addColumn(name, integer, (column) => column.notNull().defaultTo(0)),
          table('rollups')
            .addColumn('span', flavor.wordType, (column) => column.notNull())
            .addColumn('dimension', flavor.wordType, (column) => column.notNull())
            .addColumn('bucket', integer, (column) => column.notNull())
            .addColumn('channel_id', integer, (column) => column.notNull())
            .addColumn('name', name, (column) => column.notNull())
            .addColumn('channel_name', text)
            .addPrimaryKeyConstraint('rollups_cell', [
              'span',
              'dimension',
              'bucket',
              'channel_id',
              'name',
            ]),
        ),
        flavor.clusteredSuffix,
      )
      for (const [indexName, { table, columns, ...rest }] of Object.entries(INDEXES)) {
        const plain = db.schema.createIndex(indexName).on(table).columns(columns)
        const index =
          'ofErrors' in rest && flavor.hasPartialIndex
            ? plain.columns(rest.ofErrors).where('outcome', '<>', sql.lit('relayed'))
            : plain
        await flavor.createIndex(index)
      }
    },
  }
}
