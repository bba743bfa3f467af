import { afterAll } from 'vitest'
import type {
  DatabaseServer,
  ServerOrReason,
} from '../../../core/test/storage/servers/database-server.js'
import { startMysql } from '../../../core/test/storage/servers/mysql-server.js'
import { startPostgres } from '../../../core/test/storage/servers/postgres-server.js'
import { tempFolder } from '../support/temp-folder.js'

/** The servers that there are here, by the name of their kind. What is missing is said loudly. */
export async function startDatabaseServers(): Promise<[string, DatabaseServer][]> {
  const found: [string, DatabaseServer][] = []
  const starting: [string, Promise<ServerOrReason>][] = [
    ['PostgreSQL', startPostgres()],
    ['MySQL', startMysql()],
  ]
  for (const [name, start] of starting) {
    const server = await start
    if ('missing' in server) {
      process.stderr.write(`\nLEFT OUT: installations on ${name}: ${server.missing}\n`)
      continue
    }
    afterAll(() => server.close())
    found.push([name, server])
  }
  return found
}

/** The variables of an installation on a database, with a folder of its own for its files. */
export function onDatabase(url: string) {
  return {
    SQLITE_PATH: undefined,
    CCLOAD_DATABASE_URL: url,
    CCLOAD_DATA_DIR: tempFolder(),
    CCLOAD_SECRET: 'a passphrase for all processes',
  }
}
