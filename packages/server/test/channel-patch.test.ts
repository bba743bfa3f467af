import { expect, it } from 'vitest'
import { CHANNEL, createAdminClient } from './support/admin-client.js'
import { startServer } from './support/start-server.js'

const FULL = {
  ...CHANNEL,
  weight: 7,
  enabled: true,
  key_strategy: 'sequential',
  aliases: { a: 'upstream-a', b: 'upstream-b' },
  limits: { requests_per_minute: 60, daily_cost_micro_usd: 1_000_000 },
  active_hours: { from: '09:00', to: '17:00', time_zone: 'Asia/Shanghai' },
  headers: { 'X-A': '1' },
  cost_multiplier: 1.2,
}
const LIMITS = { requestsPerMinute: 60, concurrent: null, dailyCostMicroUsd: 1_000_000 }
const HOURS = { from: '09:00', to: '17:00', timeZone: 'Asia/Shanghai' }

async function setUp() {
  const { url, store } = await startServer()
  const call = createAdminClient(url)
  await call('POST', '/admin/channels', FULL)
  const read = async () => ({ ...(await store.channels.get(1)), updatedAt: 0, version: 0 })
  return { call, read, before: await read() }
}

it.each([
  [{ name: 'renamed' }, { name: 'renamed' }],
  [{ url: 'http://b.example.com/' }, { url: 'http://b.example.com' }],
  [{ models: ['x', 'y'] }, { models: ['x', 'y'] }],
  [{ priority: 0 }, { priority: 0 }],
  [{ weight: 2 }, { weight: 2 }],
  [{ enabled: false }, { enabled: false }],
  [{ key_strategy: 'round-robin' }, { keyStrategy: 'round-robin' }],
  [{ aliases: { c: 'd' } }, { aliases: { a: 'upstream-a', b: 'upstream-b', c: 'd' } }],
  [{ aliases: { a: null } }, { aliases: { b: 'upstream-b' } }],
  [{ aliases: null }, { aliases: {} }],
  [{ priority: null }, { priority: 0 }],
  [{ enabled: null }, { enabled: true }],
  [{ limits: { concurrent: 5 } }, { limits: { ...LIMITS, concurrent: 5 } }],
  [{ limits: { requests_per_minute: null } }, { limits: { ...LIMITS, requestsPerMinute: null } }],
  [{ active_hours: { to: '18:00' } }, { activeHours: { ...HOURS, to: '18:00' } }],
  [{ active_hours: null }, { activeHours: null }],
  [{ headers: { 'X-A': null, 'X-B': '2' } }, { headers: { 'X-B': '2' } }],
  [{ cost_multiplier: 0.5 }, { costMultiplier: 0.5 }],
  [{}, {}],
])('changes only what %j names', async (patch, change) => {
  const { call, read, before } = await setUp()
  const { status } = await call('PATCH', '/admin/channels/1', patch)
  expect(status).toBe(200)
  expect(await read()).toEqual({ ...before, ...change })
})

it('understands the media type of merge patches', async () => {
  const { call, read } = await setUp()
  const headers = { 'content-type': 'application/merge-patch+json' }
  const { status } = await call('PATCH', '/admin/channels/1', { priority: 3 }, headers)
  expect(status).toBe(200)
  expect(await read()).toMatchObject({ priority: 3 })
})

it('refuses to take away what a channel must have', async () => {
  const { call, read, before } = await setUp()
  for (const patch of [
    { name: null },
    { url: null },
    { models: null },
    { models: [] },
    { keys: [] },
    { keys: null },
    { api_key: ',' },
  ]) {
    const { status, json } = await call('PATCH', '/admin/channels/1', patch)
    expect([patch, status]).toEqual([patch, 400])
    expect(Object.keys(patch)).toContain(json.field)
  }
  expect(await read()).toEqual(before)
})

it('loses none of many patches at once', async () => {
  const { call, read } = await setUp()
  const names = Array.from({ length: 10 }, (_, i) => `m${i}`)
  await Promise.all(
    names.map((name) => call('PATCH', '/admin/channels/1', { aliases: { [name]: 'x' } })),
  )
  const { aliases } = (await read()) as { aliases?: object }
  expect(Object.keys(aliases ?? {})).toEqual(expect.arrayContaining(names))
})
