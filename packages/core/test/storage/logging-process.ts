import SQLite from 'better-sqlite3'
import { SqliteDialect } from 'kysely'
import { createKyselyStore } from '../../src/kysely.js'
import { createFileJournal } from '../../src/observe/file-journal.js'
import { createLogWriter } from '../../src/observe/log-writer.js'
import { sampleEntry } from '../../src/testing/store-contract-samples.js'

/**
 * A process that logs as fast as a busy proxy, numbering its attempts from `first` on, until it is
 * killed. Each line that it prints is a number of entries pushed so far.
 */
async function main([path = '', first = '0']: string[]): Promise<void> {
  const database = new SQLite(path)
  database.pragma('journal_mode = WAL')
  database.pragma('synchronous = NORMAL')
  const store = createKyselyStore({ dialect: new SqliteDialect({ database }) })
  await store.migrate()
  const journal = await createFileJournal({ path: `${path}.journal` })
  const writer = createLogWriter({ logs: store.logs, journal })
  let attempt = Number(first)
  setInterval(() => {
    for (let n = 0; n < 50; n++) {
      writer.push(sampleEntry({ attempt: attempt++, time: Date.now(), requestId: `r${attempt}` }))
    }
    process.stdout.write(`${attempt}\n`)
  }, 10)
}

void main(process.argv.slice(2))
