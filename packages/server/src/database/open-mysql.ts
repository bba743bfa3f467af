import { CompiledQuery, type Dialect, MysqlDialect } from 'kysely'
import { createPool } from 'mysql2'
import type { ConnectionOptions } from './open-dialect.js'

const CONNECT_TIMEOUT_MS = 10_000

/** A dialect for a MySQL or MariaDB server. Connects with the first query. */
export function openMysql(url: string, { poolSize }: ConnectionOptions): Dialect {
  const pool = createPool({
    uri: url,
    connectionLimit: poolSize,
    connectTimeout: CONNECT_TIMEOUT_MS,
    charset: 'UTF8MB4_BIN',
    // Nothing is stored in its own types of time, but what is asked for should not depend on it.
    timezone: 'Z',
  })
  return new MysqlDialect({
    pool,
    async onCreateConnection(connection) {
      // The default locks the gaps between rows, where writers of roll-ups meet all the time.
      await connection.executeQuery(
        CompiledQuery.raw('set session transaction isolation level read committed'),
      )
    },
  })
}
