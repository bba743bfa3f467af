import { join } from 'node:path'
import { describe, it } from 'vitest'
import { createKyselyStore } from '../../../core/src/kysely.js'
import { MANY_PROCESSES } from '../../../core/test/storage/many-processes.js'
import { openSqlite } from '../../src/storage/open-sqlite.js'
import { tempFolder } from '../support/temp-folder.js'

describe('processes on a SQLite file', () => {
  for (const [title, scenario] of Object.entries(MANY_PROCESSES)) {
    it(title, async () => {
      const path = join(tempFolder(), 'ccload.db')
      await scenario(() => createKyselyStore({ dialect: openSqlite(path) }))
    })
  }
})
