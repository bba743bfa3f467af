import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import SQLite from 'better-sqlite3'
import { SqliteDialect } from 'kysely'
import { describe, it } from 'vitest'
import { createKyselyStore, type KyselyStore } from '../../src/kysely.js'
import { storeContract } from '../../src/testing/store-contract.js'

async function open(path: string): Promise<KyselyStore> {
  const store = createKyselyStore({ dialect: new SqliteDialect({ database: new SQLite(path) }) })
  await store.migrate()
  return store
}

storeContract({ name: 'SQLite in memory', create: () => open(':memory:'), describe, it })

let folder = ''
storeContract({
  name: 'SQLite in a file',
  create() {
    folder = mkdtempSync(join(tmpdir(), 'ccload-store-'))
    return open(join(folder, 'ccload.db'))
  },
  reopen: () => open(join(folder, 'ccload.db')),
  dispose: () => rmSync(folder, { recursive: true, force: true }),
  describe,
  it,
})
