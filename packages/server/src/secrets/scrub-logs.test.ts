import { createMemoryStore, type LogEntry, type LogJournal } from '@ccload/core'
import { expect, it } from 'vitest'
import { createScrubber } from '../security/scrubber.js'
import { scrubJournal, scrubLogs } from './scrub-logs.js'

const KEY = 'a-key-of-no-known-form-1'

const entry = (message: string) => ({ requestId: 'r', time: 1, message }) as LogEntry

function setUp() {
  const scrubber = createScrubber()
  scrubber.protect([KEY])
  return scrubber
}

it('keeps secrets out of log rows', async () => {
  const store = scrubLogs(createMemoryStore(), setUp())
  await store.logs.append([entry(`invalid x-api-key: ${KEY}`), entry('')])
  const rows = await store.logs.list({ limit: 2 })
  expect(rows.map(({ message }) => message)).toEqual(['', 'invalid x-api-key: ****'])
})

it('keeps secrets out of the journal', async () => {
  const entries: LogEntry[] = []
  const journal: LogJournal = {
    get size() {
      return entries.length
    },
    async append(added) {
      entries.push(...added)
      return true
    },
    read: async (limit) => entries.slice(0, limit),
    async discard(count) {
      entries.splice(0, count)
    },
    close: async () => {},
  }
  const scrubbed = scrubJournal(journal, setUp())
  expect(await scrubbed.append([entry(`refused: ${KEY}`)])).toBe(true)
  expect(await scrubbed.read(1)).toMatchObject([{ message: 'refused: ****' }])
  expect(scrubbed.size).toBe(1)
  await scrubbed.discard(1)
  expect(scrubbed.size).toBe(0)
})
