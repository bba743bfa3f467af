import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import SQLite from 'better-sqlite3'
import { SqliteDialect } from 'kysely'
import { expect, it, onTestFinished, vi } from 'vitest'
import { createKyselyStore } from '../../src/kysely.js'
import { createFileJournal } from '../../src/observe/file-journal.js'
import { createLogWriter, type LogWriterOptions } from '../../src/observe/log-writer.js'
import { silentLogger } from '../../src/ports/logger.js'
import { createFakeClock } from '../../src/testing/fake-clock.js'
import { sampleEntry } from '../../src/testing/store-contract-samples.js'
import { upTo } from './scripted-logs.js'

/** A log writer before a database file, with a journal beside it. */
async function setUp(options: Partial<LogWriterOptions> & { journalBytes?: number } = {}) {
  const { journalBytes, ...writerOptions } = options
  const folder = mkdtempSync(join(tmpdir(), 'ccload-trouble-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  const path = join(folder, 'ccload.db')
  const database = new SQLite(path, { timeout: 0 })
  database.pragma('journal_mode = WAL')
  const store = createKyselyStore({ dialect: new SqliteDialect({ database }) })
  await store.migrate()
  const journal = await createFileJournal({ path: `${path}.journal`, maxBytes: journalBytes })
  const clock = createFakeClock()
  const logger = { ...silentLogger, warn: vi.fn(), info: vi.fn() }
  const writer = createLogWriter({
    logs: store.logs,
    journal,
    clock,
    logger,
    batchSize: 100,
    ...writerOptions,
  })
  let attempt = 0
  const push = (count: number) => {
    for (let n = 0; n < count; n++) {
      writer.push(sampleEntry({ attempt: attempt++, requestId: `r${attempt}` }))
    }
  }
  const stored = async () => {
    const entries = await store.logs.list({ limit: 100_000 })
    return entries.map((entry) => entry.attempt).reverse()
  }
  const counted = async () => {
    const range = { from: 0, to: 2e12, limit: 1 }
    const [row] = await store.stats.totals({ ...range, dimension: 'all' })
    return row?.figures.entries
  }
  return { path, database, store, clock, logger, writer, push, stored, counted }
}

it('waits for a database that another process has locked, and loses nothing', async () => {
  const { path, store, clock, logger, writer, push, stored, counted } = await setUp()
  push(100)
  await writer.flush()
  const other = new SQLite(path)
  other.exec('begin immediate')
  push(250)
  await writer.flush()
  // Half a minute of failing tries, ever further apart.
  for (let second = 0; second < 30; second++) {
    clock.advance(1_000)
    push(10)
    await vi.waitFor(() => expect(writer.counters().journaled).toBeGreaterThan(0))
  }
  clock.advance(500)
  await vi.waitFor(() => expect(writer.counters().spilled).toBeGreaterThan(400))
  expect(writer.counters()).toMatchObject({ written: 100, dropped: 0 })
  expect(logger.warn).toHaveBeenCalledWith(
    { err: expect.objectContaining({ code: 'SQLITE_BUSY' }) },
    expect.stringContaining('wait'),
  )
  expect(await stored()).toEqual(upTo(100))

  other.exec('rollback')
  other.close()
  await writer.flush()
  expect(await stored()).toEqual(upTo(650))
  expect(await counted()).toBe(650)
  expect(writer.counters()).toMatchObject({ queued: 0, journaled: 0, written: 650, dropped: 0 })
  expect(logger.info).toHaveBeenCalledWith(expect.anything(), 'log entries are written again')
  await writer.close()
  await store.close()
})

it('waits for room on a full disk, and writes neither half a batch nor half its roll-ups', async () => {
  const { database, store, writer, push, stored, counted, logger } = await setUp()
  push(100)
  await writer.flush()
  database.pragma(`max_page_count = ${database.pragma('page_count', { simple: true })}`)
  push(1_000)
  await writer.flush()
  expect(logger.warn).toHaveBeenCalledWith(
    { err: expect.objectContaining({ code: 'SQLITE_FULL' }) },
    expect.any(String),
  )
  const { written, journaled, queued, dropped } = writer.counters()
  expect([written + journaled + queued, dropped]).toEqual([1_100, 0])
  expect(await stored()).toEqual(upTo(written))
  expect(await counted()).toBe(written)

  database.pragma('max_page_count = 1000000')
  await writer.flush()
  expect(await stored()).toEqual(upTo(1_100))
  expect(await counted()).toBe(1_100)
  await writer.close()
  await store.close()
})

it('counts what it has to drop when memory and journal are full, too', async () => {
  const limits = { journalBytes: 200_000, queueLimit: 300 }
  const { database, store, writer, push, stored, logger } = await setUp(limits)
  database.pragma(`max_page_count = ${database.pragma('page_count', { simple: true })}`)
  for (let round = 0; round < 20; round++) {
    push(100)
    await writer.flush()
    await vi.waitFor(() => {
      const { queued, journaled } = writer.counters()
      expect(queued === 100 || journaled > 100).toBe(true)
    })
  }
  const { written, journaled, queued, dropped } = writer.counters()
  expect(written + journaled + queued + dropped).toBe(2_000)
  expect(journaled).toBeGreaterThan(0)
  expect(dropped).toBeGreaterThan(1_000)
  expect(logger.warn).toHaveBeenCalledWith(expect.anything(), 'log entries are being dropped')

  database.pragma('max_page_count = 1000000')
  await writer.flush()
  expect(await stored()).toHaveLength(2_000 - dropped)
  expect(writer.counters()).toMatchObject({ queued: 0, journaled: 0, dropped })
  await writer.close()
  await store.close()
})
