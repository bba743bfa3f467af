import { sql } from 'kysely'
import type { SqlFlavor } from './sql-flavor.js'

/**
 * Whatever the database's default is: all of Unicode, told apart to the letter and to the last
 * blank. The collation for it has two names: the first comment speaks to MariaDB alone, the second
 * to MySQL from 8.0.17 on alone.
 */
const EXACT_TEXTS = sql`character set utf8mb4
  /*M! collate utf8mb4_nopad_bin */ /*!80017 collate utf8mb4_0900_bin */`

/** MySQL 8 or later, and MariaDB 10.11 or later. */
export const MYSQL: SqlFlavor = {
  name: 'mysql',
  idType: 'bigint',
  generateId: (column) => column.autoIncrement(),
  integerType: 'bigint',
  // Of at most 3,072 bytes a key, each character takes four: there is room for one of these.
  nameType: 'varchar(512)',
  wordType: 'varchar(16)',
  // The plain type ends at 64 KiB.
  textType: sql`mediumtext`,
  tableSuffix: EXACT_TEXTS,
  clusteredSuffix: EXACT_TEXTS,
  hasPartialIndex: false,
  async createIndex(index) {
    try {
      await index.execute()
    } catch (error) {
      // It knows no `if not exists`, and no transaction around changes of tables either.
      if (!(error instanceof Error && 'code' in error && error.code === 'ER_DUP_KEYNAME'))
        throw error
    }
  },
  beforeMigrations: null,
  lockRollups: null,
  wakeListeners: null,
  selectBytes: sql`select data_length + index_length as bytes from information_schema.tables
    where table_schema = database() and table_name = 'logs'`,
  onDuplicate: (insert, _keys, toChanges) =>
    insert.onDuplicateKeyUpdate(toChanges((name) => sql`values(${sql.ref(name)})`)),
  compact: async () => false,
  uniqueViolations: ['ER_DUP_ENTRY'],
  // After either all of the transaction is to be done again.
  conflicts: ['ER_LOCK_DEADLOCK', 'ER_LOCK_WAIT_TIMEOUT', 'ER_CHECKREAD'],
}
