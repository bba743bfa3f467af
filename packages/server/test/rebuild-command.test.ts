import { join } from 'node:path'
import { createKyselyStore } from '@ccload/core/kysely'
import SQLite from 'better-sqlite3'
import { expect, it } from 'vitest'
import { rebuildCommand } from '../src/logs/rebuild-command.js'
import { openSqlite } from '../src/storage/open-sqlite.js'
import { sampleEntry } from './support/sample-entry.js'
import { tempFolder } from './support/temp-folder.js'

const START = Date.UTC(2026, 0, 2)
const HOUR = 3_600_000

async function rebuild(...args: string[]): Promise<string> {
  let printed = ''
  await rebuildCommand(args, {
    environment: { environment: {}, envFile: '/nowhere' },
    print: (text) => {
      printed += text
    },
  })
  return printed
}

async function createDatabase(...times: number[]) {
  const path = join(tempFolder(), 'ccload.db')
  const store = createKyselyStore({ dialect: openSqlite(path) })
  await store.migrate()
  await store.logs.append(times.map((time) => sampleEntry({ time })))
  await store.close()
  return path
}

it('mends statistics from the second hour of the log on', async () => {
  const path = await createDatabase(START, START + HOUR, START + 2 * HOUR)
  const database = new SQLite(path)
  const read = () =>
    database
      .prepare(
        `select requests from rollups where span = 'hour' and dimension = 'all' order by bucket`,
      )
      .pluck()
      .all()
  database.exec(`update rollups set requests = 7 where span = 'hour'`)
  expect(await rebuild('--db', path)).toBe(
    'Statistics from 2026-01-02T01:00:00.000Z to 2026-01-02T03:00:00.000Z have been computed anew.\n',
  )
  expect(read()).toEqual([7, 1, 1])
  database.close()
})

it('has nothing to do where there is no log', async () => {
  expect(await rebuild('--db', await createDatabase())).toBe('There is nothing to be done.\n')
})

it('explains itself, and makes no database', async () => {
  expect(await rebuild('--help')).toContain('Usage: ccload rebuild-stats')
  await expect(rebuild('--db', join(tempFolder(), 'none.db'))).rejects.toThrow('no database')
})
