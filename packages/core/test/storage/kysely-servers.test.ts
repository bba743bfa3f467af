import { afterAll, describe, it } from 'vitest'
import { createKyselyStore } from '../../src/kysely.js'
import { storeContract } from '../../src/testing/store-contract.js'
import { MANY_PROCESSES } from './many-processes.js'
import type { ServerOrReason } from './servers/database-server.js'
import { startMysql } from './servers/mysql-server.js'
import { openServerStore, toServerDialect } from './servers/open-server-store.js'
import { startPostgres } from './servers/postgres-server.js'

function runContract(name: string, server: ServerOrReason): void {
  if ('missing' in server) {
    process.stderr.write(`\nLEFT OUT: the store contract on ${name}: ${server.missing}\n`)
    it.skip(`the store contract: ${name} (${server.missing})`, () => {})
    return
  }
  afterAll(() => server.close())
  let url = ''
  storeContract({
    name,
    async create() {
      url = await server.createDatabase()
      return openServerStore(url)
    },
    reopen: () => openServerStore(url),
    describe,
    it,
  })
  describe(`processes on ${name}`, () => {
    for (const [title, scenario] of Object.entries(MANY_PROCESSES)) {
      it(title, async () => {
        const shared = await server.createDatabase()
        await scenario(() => createKyselyStore({ dialect: toServerDialect(shared) }))
      })
    }
  })
}

runContract('PostgreSQL', await startPostgres())
runContract('MySQL', await startMysql())
