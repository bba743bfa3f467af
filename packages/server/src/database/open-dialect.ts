import type { Logger } from '@ccload/core'
import type { Dialect } from 'kysely'
import { openSqlite } from '../storage/open-sqlite.js'
import type { DatabaseAddress } from './database-address.js'

/** How the connections to a database server are made. */
export interface ConnectionOptions {
  /** Connections at most. */
  readonly poolSize: number
  readonly logger: Logger
}

/** A dialect for a database. Drivers are loaded when they are needed. */
export async function openDialect(
  address: DatabaseAddress,
  options: ConnectionOptions,
): Promise<Dialect> {
  switch (address.kind) {
    case 'sqlite':
      return openSqlite(address.path)
    case 'postgres': {
      const { openPostgres } = await import('./open-postgres.js')
      return openPostgres(address.url.reveal(), options)
    }
    case 'mysql': {
      const { openMysql } = await import('./open-mysql.js')
      return openMysql(address.url.reveal(), options)
    }
  }
}
