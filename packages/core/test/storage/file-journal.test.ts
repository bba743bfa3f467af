import { appendFileSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { type FileHandle, open } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { createFileJournal } from '../../src/observe/file-journal.js'
import { createLogWriter } from '../../src/observe/log-writer.js'
import { silentLogger } from '../../src/ports/logger.js'
import {
  bareEntry,
  DIFFICULT_TEXTS,
  sampleEntry,
} from '../../src/testing/store-contract-samples.js'
import { createScriptedLogs, settle, upTo } from './scripted-logs.js'

const numbered = (count: number) => upTo(count).map((attempt) => sampleEntry({ attempt }))

let folder = ''
let path = ''
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'ccload-journal-'))
  path = join(folder, 'new', 'logs.ndjson')
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

describe('createFileJournal', () => {
  it('gives entries back in order, as they were', async () => {
    const journal = await createFileJournal({ path })
    const entries = [bareEntry(), ...DIFFICULT_TEXTS.map((message) => sampleEntry({ message }))]
    expect(await journal.append(entries.slice(0, 3))).toBe(true)
    expect(await journal.append(entries.slice(3))).toBe(true)
    expect(journal.size).toBe(entries.length)
    expect(await journal.read(1_000)).toEqual(entries)
    await journal.close()
  })

  it('is for its owner alone', async () => {
    const journal = await createFileJournal({ path })
    expect(statSync(path).mode & 0o777).toBe(0o600)
    await journal.close()
  })

  it('forgets the oldest first and empties the file with the last', async () => {
    const journal = await createFileJournal({ path })
    await journal.append(numbered(10))
    expect((await journal.read(4)).map((entry) => entry.attempt)).toEqual([0, 1, 2, 3])
    await journal.discard(4)
    expect((await journal.read(4)).map((entry) => entry.attempt)).toEqual([4, 5, 6, 7])
    await journal.discard(3)
    expect(journal.size).toBe(3)
    expect((await journal.read(4)).map((entry) => entry.attempt)).toEqual([7, 8, 9])
    await journal.discard(3)
    expect(journal.size).toBe(0)
    expect(statSync(path).size).toBe(0)
    await journal.append(numbered(2))
    expect(await journal.read(4)).toEqual(numbered(2))
    await journal.close()
  })

  it('appends while it is being read', async () => {
    const journal = await createFileJournal({ path })
    await journal.append(numbered(5))
    await journal.read(5)
    await Promise.all([journal.append(numbered(2)), journal.discard(5)])
    expect(await journal.read(5)).toEqual(numbered(2))
    await journal.close()
  })

  it('takes nothing beyond its bound, and again once it is empty', async () => {
    const lineBytes = Buffer.byteLength(JSON.stringify(sampleEntry())) + 1
    const journal = await createFileJournal({ path, maxBytes: 5 * lineBytes })
    expect(await journal.append(numbered(4))).toBe(true)
    expect(await journal.append(numbered(2))).toBe(false)
    expect(await journal.append(numbered(1))).toBe(true)
    expect(journal.size).toBe(5)
    expect(statSync(path).size).toBe(5 * lineBytes)
    await journal.discard(5)
    expect(await journal.append(numbered(5))).toBe(true)
    await journal.close()
  })

  it('finds after a restart what was not discarded to the end', async () => {
    const first = await createFileJournal({ path })
    await first.append(numbered(2_500))
    await first.close()
    const second = await createFileJournal({ path })
    expect(second.size).toBe(2_500)
    expect(await second.read(3_000)).toEqual(numbered(2_500))
    await second.close()
  })

  it('cuts off a torn last line and goes on behind the one before', async () => {
    const first = await createFileJournal({ path })
    await first.append(numbered(3))
    await first.close()
    appendFileSync(path, '{"requestId":"torn","attempt":')
    const warn = vi.fn()
    const second = await createFileJournal({ path, logger: { ...silentLogger, warn } })
    expect(warn).toHaveBeenCalledTimes(1)
    await second.append(numbered(1))
    expect(second.size).toBe(4)
    expect((await second.read(10)).map((entry) => entry.attempt)).toEqual([0, 1, 2, 0])
    expect(readFileSync(path, 'utf8')).not.toContain('torn')
    await second.close()
  })

  it('passes over lines that hold no entry', async () => {
    const first = await createFileJournal({ path })
    await first.append(numbered(1))
    await first.close()
    appendFileSync(path, `\n\0\0\0\nnull\n{"other":1}\n${JSON.stringify(sampleEntry())}\n`)
    const second = await createFileJournal({ path })
    expect(second.size).toBe(2)
    expect(await second.read(10)).toEqual([...numbered(1), sampleEntry()])
    await second.discard(2)
    expect(statSync(path).size).toBe(0)
    await second.close()
  })

  it('reads lines of any length', async () => {
    const journal = await createFileJournal({ path })
    const entries = [300, 700_000, 5].map((length) => sampleEntry({ model: '渠'.repeat(length) }))
    await journal.append(entries)
    expect(await journal.read(10)).toEqual(entries)
    await journal.close()
  })

  it('says what is lost when its file is damaged under it, and goes on', async () => {
    const error = vi.fn()
    const journal = await createFileJournal({ path, logger: { ...silentLogger, error } })
    await journal.append(numbered(3))
    writeFileSync(path, '')
    expect(await journal.read(10)).toEqual([])
    expect(error).toHaveBeenCalledExactlyOnceWith({ lost: 3 }, expect.any(String))
    expect(journal.size).toBe(0)
    await journal.close()
  })

  it('takes back what a full disk let it write of an append', async () => {
    const journal = await createFileJournal({ path })
    await journal.append(numbered(2))
    const anyFile = await open(path)
    const full = vi
      .spyOn(Object.getPrototypeOf(anyFile) as FileHandle, 'appendFile')
      .mockImplementationOnce(async (data) => {
        appendFileSync(path, String(data).slice(0, 1_000))
        throw Object.assign(new Error('no space left'), { code: 'ENOSPC' })
      })
    await expect(journal.append(numbered(5))).rejects.toMatchObject({ code: 'ENOSPC' })
    full.mockRestore()
    expect(await journal.read(10)).toEqual(numbered(2))
    await journal.append(numbered(1))
    expect(journal.size).toBe(3)
    expect(await journal.read(10)).toEqual([...numbered(2), ...numbered(1)])
    await journal.close()
    await anyFile.close()
  })

  it('rejects when the file cannot be opened', async () => {
    await expect(createFileJournal({ path: folder })).rejects.toMatchObject({ code: 'EISDIR' })
  })
})

describe('a log writer with a journal in a file', () => {
  it('brings through a restart what the store did not take', async () => {
    const logs = createScriptedLogs()
    logs.fail('before')
    const first = createLogWriter({ logs, journal: await createFileJournal({ path }) })
    for (const entry of numbered(1_234)) first.push(entry)
    await first.close()
    expect(first.counters()).toMatchObject({ queued: 0, written: 0, dropped: 0 })

    logs.recover()
    const second = createLogWriter({ logs, journal: await createFileJournal({ path }) })
    second.push(sampleEntry({ attempt: 1_234 }))
    await second.close()
    expect((await logs.attempts()).sort((a, b) => a - b)).toEqual(upTo(1_235))
    expect(statSync(path).size).toBe(0)
  })

  it('replays what a killed process left, without writing any of it twice', async () => {
    const logs = createScriptedLogs()
    const journal = await createFileJournal({ path })
    await journal.append(numbered(1_000))
    // It had written and discarded some, and written some more, when it was killed.
    await logs.append(numbered(450))
    await journal.discard(200)
    await journal.close()

    const writer = createLogWriter({ logs, journal: await createFileJournal({ path }) })
    await writer.close()
    expect(await logs.attempts()).toEqual(upTo(1_000))
  })

  it('keeps the order while the store fails and recovers again and again', async () => {
    const logs = createScriptedLogs()
    const journal = await createFileJournal({ path })
    const writer = createLogWriter({ logs, journal, batchSize: 20 })
    const entries = numbered(3_000)
    for (const [index, entry] of entries.entries()) {
      if (index % 700 === 100) logs.fail(index % 1_400 === 100 ? 'before' : 'after')
      if (index % 700 === 400) logs.recover()
      writer.push(entry)
      if (index % 50 === 0) await writer.flush()
      else if (index % 10 === 0) await settle()
    }
    logs.recover()
    await writer.close()
    expect(writer.counters().spilled).toBeGreaterThan(0)
    expect(await logs.attempts()).toEqual(upTo(3_000))
  })
})
