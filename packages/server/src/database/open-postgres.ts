import { type Dialect, PostgresDialect } from 'kysely'
import pg from 'pg'
import type { ConnectionOptions } from './open-dialect.js'

/** How long a new connection, or a free one of the pool, is waited for. */
export const CONNECT_TIMEOUT_MS = 10_000

/** A dialect for a PostgreSQL server. Connects with the first query. */
export function openPostgres(url: string, { poolSize, logger }: ConnectionOptions): Dialect {
  const pool = new pg.Pool({
    connectionString: url,
    max: poolSize,
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    keepAlive: true,
    application_name: 'ccload',
  })
  // An idle connection that breaks is not needed any more, but without this it ends the process.
  pool.on('error', (err) => logger.debug({ err }, 'an idle connection to the database has ended'))
  return new PostgresDialect({ pool })
}
