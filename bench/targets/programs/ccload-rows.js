import { createKyselyStore } from '@ccload/core/kysely'
import { createKyselyAdminStore, createServer, shareDialect } from '@ccload/server'
import Database from 'better-sqlite3'
import { SqliteDialect } from 'kysely'
import { MODEL, TOKEN } from '../../wire/identity.js'
import { allChannels, port } from './common.js'

const database = new Database('ccload.db')
database.pragma('journal_mode = WAL')
database.pragma('synchronous = NORMAL')
database.pragma('foreign_keys = ON')
const dialect = shareDialect(new SqliteDialect({ database }))
const kyselyStore = createKyselyStore({ dialect })
const adminStore = createKyselyAdminStore({ dialect })
await kyselyStore.migrate()
await adminStore.migrate()
for (const [index, { url, key }] of allChannels().entries()) {
  await kyselyStore.channels.create({
    name: `channel ${index}`,
    url,
    keys: [{ secret: key }],
    models: [MODEL],
  })
}

const store =
  process.env.ROWS === 'on'
    ? kyselyStore
    : { ...kyselyStore, logs: { ...kyselyStore.logs, append: async () => {} } }
const server = createServer({
  store,
  adminStore,
  password: 'bench-admin-password-0123456789',
  tokens: [{ name: 'bench', secret: TOKEN }],
})
await server.listen(port, '127.0.0.1')
