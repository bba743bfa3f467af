import { createMemoryStore, type LogEntry } from '@ccload/core'
import { type Answer, createAdminClient } from './admin-client.js'
import { sampleEntry } from './sample-entry.js'
import { startServer } from './start-server.js'

/** What time it is for the server: 2027-01-15 08:00 UTC. */
export const NOW = 1_800_000_000_000

/** A server whose store holds these entries, written in this order, by default a second old. */
export async function startWithLogs(...entries: Partial<LogEntry>[]) {
  const channel = { url: 'http://upstream.test', keys: [{ secret: 'k' }], models: ['m'] }
  const store = createMemoryStore({
    channels: ['alpha', 'beta'].map((name) => ({ ...channel, name })),
  })
  await store.logs.append(
    entries.map((entry, n) => sampleEntry({ time: NOW - 1000, requestId: `r${n + 1}`, ...entry })),
  )
  const { url } = await startServer({ store, now: () => NOW })
  const call = createAdminClient(url)
  const get = (path: string): Promise<Answer> => call('GET', path)
  return { get, url, store }
}
