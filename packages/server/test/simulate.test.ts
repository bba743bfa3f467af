import { createMemoryStore, type LogEntry } from '@ccload/core'
import { expect, it } from 'vitest'
import { createAdminClient } from './support/admin-client.js'
import { sampleEntry } from './support/sample-entry.js'
import { startServer } from './support/start-server.js'

const NOW = Date.UTC(2026, 0, 2)

function entry(at: number, fields: Partial<LogEntry> = {}): LogEntry {
  const time = NOW - 3_600_000 + at * 1000
  return sampleEntry({ requestId: `r${at}`, time, sessionId: `s${at % 3}`, ...fields })
}

async function setUp() {
  const channels = ['a', 'b'].map((name) => ({
    name,
    url: `https://${name}.example.com`,
    keys: [{ secret: 'k' }],
    models: ['m'],
  }))
  const store = createMemoryStore({ channels })
  const entries = Array.from({ length: 40 }, (_, at) => entry(at))
  await store.logs.append([...entries, entry(99, { time: NOW - 30 * 3_600_000 })])
  const { url } = await startServer({ store, now: () => NOW })
  return createAdminClient(url)
}

it('replays the log of some hours under another policy', async () => {
  const call = await setUp()
  const simulate = async (policy: string) =>
    (await call('POST', '/admin/simulate', { from_hours: 24, policy, seed: 1 })).json.data
  const affinity = await simulate('affinity')
  expect(affinity).toMatchObject({
    entries: 40,
    truncated: false,
    requests: 40,
    answered: 40,
    refused: 0,
    continued: 37,
    cache_hits: 37,
    input_tokens: 40_000,
    channels: [{ channel_id: 1, channel_name: 'a' }, { channel_name: 'b' }],
  })
  const rotation = await simulate('round-robin')
  expect(rotation.cache_hits).toBeLessThan(affinity.cache_hits)
  expect(rotation.channels).toMatchObject([{ answered: 20, share: 0.5 }, { answered: 20 }])
  expect(await simulate('affinity')).toEqual(affinity)
})

it('goes back as far as it is told', async () => {
  const call = await setUp()
  const { json } = await call('POST', '/admin/simulate', { from_hours: 48 })
  expect(json.data.entries).toBe(41)
})

it.each([
  [{ policy: 'best' }, 'policy'],
  [{ from_hours: 0 }, 'from_hours'],
  [{ from_hours: 1e9 }, 'from_hours'],
  [{ seed: 0.5 }, 'seed'],
  [{ channels: [] }, 'channels'],
])('refuses %j', async (body, field) => {
  const call = await setUp()
  const { status, json } = await call('POST', '/admin/simulate', body)
  expect([status, json.field]).toEqual([400, field])
})
