import { mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import SQLite from 'better-sqlite3'
import { SqliteDialect } from 'kysely'
import { expect, it, onTestFinished } from 'vitest'
import { createKyselyStore } from '../../src/kysely.js'
import { sampleEntry } from '../../src/testing/store-contract-samples.js'
import { upTo } from './scripted-logs.js'

it('gives the space of removed log entries back to the disk, a little at a time', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'ccload-compact-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  const path = join(folder, 'ccload.db')
  const store = createKyselyStore({ dialect: new SqliteDialect({ database: new SQLite(path) }) })
  await store.migrate()
  const message = 'x'.repeat(512)
  await store.logs.append(upTo(5_000).map((attempt) => sampleEntry({ attempt, message })))
  const full = await store.upkeep.size()
  const fullBytes = statSync(path).size
  await store.upkeep.removeLogs(Number.MAX_SAFE_INTEGER, 5_000)
  const emptied = await store.upkeep.size()
  expect(emptied.logs).toBe(0)
  expect(emptied.bytes).toBeLessThan((full.bytes ?? 0) / 2)
  expect(statSync(path).size).toBe(fullBytes)

  expect(await store.upkeep.compact()).toBe(true)
  const { size } = statSync(path)
  expect(size).toBeLessThan(fullBytes)
  expect(size).toBeGreaterThan(emptied.bytes ?? 0)
  for (let steps = 0; await store.upkeep.compact(); steps++) expect(steps).toBeLessThan(20)
  expect(statSync(path).size).toBeLessThanOrEqual(emptied.bytes ?? 0)
  await store.close()
})
