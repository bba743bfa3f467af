import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createKyselyStore, type KyselyStore } from '@ccload/core/kysely'
import { storeContract } from '@ccload/core/testing'
import { describe, it } from 'vitest'
import { openSqlite } from '../../src/storage/open-sqlite.js'

async function open(path: string): Promise<KyselyStore> {
  const store = createKyselyStore({ dialect: openSqlite(path) })
  await store.migrate()
  return store
}

let folder = ''
storeContract({
  name: 'SQLite in a worker thread',
  create() {
    folder = mkdtempSync(join(tmpdir(), 'ccload-worker-'))
    return open(join(folder, 'data', 'ccload.db'))
  },
  reopen: () => open(join(folder, 'data', 'ccload.db')),
  dispose: () => rmSync(folder, { recursive: true, force: true }),
  describe,
  it,
})
