import { sql } from 'kysely'
import type { SqlFlavor } from './sql-flavor.js'
import { SQLITE } from './sqlite.js'

/** PostgreSQL 14 or later. */
export const POSTGRES: SqlFlavor = {
  name: 'postgres',
  idType: 'bigserial',
  generateId: (column) => column,
  integerType: 'bigint',
  nameType: 'text',
  wordType: 'text',
  textType: 'text',
  tableSuffix: null,
  clusteredSuffix: null,
  hasPartialIndex: true,
  createIndex: (index) => index.ifNotExists().execute(),
  beforeMigrations: null,
  lockRollups: sql`lock table rollups in share row exclusive mode`,
  wakeListeners: sql`select pg_notify('ccload', '')`,
  selectBytes: sql`select pg_total_relation_size('logs') as bytes`,
  // SQLite has it from PostgreSQL, to the letter.
  onDuplicate: SQLITE.onDuplicate,
  // Its own autovacuum sees to that.
  compact: async () => false,
  uniqueViolations: ['23505'],
  // A serialization failure, and a deadlock of which this writer is the victim.
  conflicts: ['40001', '40P01'],
}
