import { expect, it } from 'vitest'
import { CHANNEL, createAdminClient } from './support/admin-client.js'
import { startServer } from './support/start-server.js'

async function setUp() {
  const { url, store } = await startServer()
  return { store, call: createAdminClient(url) }
}

it('creates a channel as ccLoad users know it', async () => {
  const { call, store } = await setUp()
  const answer = await call('POST', '/admin/channels', CHANNEL)
  expect(answer.status).toBe(201)
  expect(answer.json).toEqual({
    success: true,
    data: {
      id: 1,
      name: 'main',
      api_key: 'sk-a****6789',
      url: 'https://api.example.com',
      priority: 10,
      models: ['claude-sonnet-4-5'],
      enabled: true,
      keys: [{ id: expect.any(Number), api_key: 'sk-a****6789', enabled: true, note: '' }],
      key_strategy: 'round-robin',
      aliases: {},
      weight: 1,
      limits: { requests_per_minute: null, concurrent: null, daily_cost_micro_usd: null },
      active_hours: null,
      headers: {},
      connection: { proxy_url: null, insecure_tls: false, ca: null, http2: false },
      cost_multiplier: 1,
      version: 1,
      state: 'ready',
      last_success_at: null,
      last_failure_at: null,
      last_failure_message: null,
      created_at: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/),
      updated_at: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/),
    },
  })
  expect((await store.channels.get(1))?.keys[0]?.secret.reveal()).toBe(CHANNEL.api_key)
})

it('creates a channel with everything', async () => {
  const { call } = await setUp()
  const { json } = await call('POST', '/admin/channels', {
    name: '  all ',
    url: 'https://api.example.com/relay/',
    models: ['b', 'a', 'b'],
    keys: [
      { api_key: ' sk-first-0123456789 ', note: 'mine' },
      { api_key: 'sk-second-0123456789', enabled: false },
    ],
    priority: -5,
    weight: 3,
    enabled: false,
    key_strategy: 'sequential',
    aliases: { a: 'upstream-a' },
  })
  expect(json.data).toMatchObject({
    name: 'all',
    url: 'https://api.example.com/relay',
    models: ['b', 'a'],
    api_key: 'sk-f****6789,sk-s****6789',
    keys: [
      { api_key: 'sk-f****6789', enabled: true, note: 'mine' },
      { api_key: 'sk-s****6789', enabled: false, note: '' },
    ],
    priority: -5,
    weight: 3,
    enabled: false,
    key_strategy: 'sequential',
    aliases: { a: 'upstream-a' },
  })
})

it('lists and reads channels', async () => {
  const { call } = await setUp()
  await call('POST', '/admin/channels', CHANNEL)
  await call('POST', '/admin/channels', { ...CHANNEL, name: 'other' })
  const list = await call('GET', '/admin/channels')
  expect(list.json.count).toBe(2)
  expect(list.json.data.map(({ name }: { name: string }) => name)).toEqual(['main', 'other'])
  const one = await call('GET', '/admin/channels/2')
  expect(one.json.data).toEqual(list.json.data[1])
})

it('deletes a channel once', async () => {
  const { call, store } = await setUp()
  await call('POST', '/admin/channels', CHANNEL)
  expect((await call('DELETE', '/admin/channels/1')).json).toEqual({ success: true })
  expect(await store.channels.list()).toEqual([])
  expect((await call('DELETE', '/admin/channels/1')).status).toBe(404)
})

it('replaces a channel: what is left out gets its default, but the key stays', async () => {
  const { call, store } = await setUp()
  await call('POST', '/admin/channels', { ...CHANNEL, weight: 7, enabled: false })
  const key = (await store.channels.get(1))?.keys
  const body = { name: 'renamed', url: 'https://b.example.com', models: ['m'] }
  const { status, json } = await call('PUT', '/admin/channels/1', body)
  expect(status).toBe(200)
  expect(json.data).toMatchObject({ ...body, priority: 0, weight: 1, enabled: true })
  expect((await store.channels.get(1))?.keys).toEqual(key)
})

it('takes an answer back as it was given', async () => {
  const { call, store } = await setUp()
  await call('POST', '/admin/channels', { ...CHANNEL, api_key: 'sk-one-0123456789,short' })
  const before = await store.channels.get(1)
  const { json } = await call('GET', '/admin/channels/1')
  for (const method of ['PUT', 'PATCH']) {
    expect((await call(method, '/admin/channels/1', json.data)).status).toBe(200)
    expect({ ...(await store.channels.get(1)), updatedAt: 0, version: 0 }).toEqual({
      ...before,
      updatedAt: 0,
      version: 0,
    })
  }
})

it('refuses half a channel in a PUT, rather than disable it', async () => {
  const { call, store } = await setUp()
  await call('POST', '/admin/channels', CHANNEL)
  const { status, json } = await call('PUT', '/admin/channels/1', { enabled: false })
  expect(status).toBe(400)
  expect(json).toMatchObject({ code: 'missing_field', field: 'name' })
  expect((await store.channels.get(1))?.enabled).toBe(true)
})

it('refuses a name that is taken, on every way', async () => {
  const { call } = await setUp()
  await call('POST', '/admin/channels', CHANNEL)
  await call('POST', '/admin/channels', { ...CHANNEL, name: 'other' })
  const taken = { success: false, code: 'channel_name_taken', field: 'name' }
  for (const [method, path, body] of [
    ['POST', '/admin/channels', CHANNEL],
    ['PUT', '/admin/channels/2', CHANNEL],
    ['PATCH', '/admin/channels/2', { name: 'main' }],
  ] as const) {
    const answer = await call(method, path, body)
    expect(answer.status).toBe(409)
    expect(answer.json).toMatchObject(taken)
  }
})

it('lets concurrent editors know of each other', async () => {
  const { call } = await setUp()
  await call('POST', '/admin/channels', CHANNEL)
  const etag = (await call('GET', '/admin/channels/1')).headers.get('etag') ?? ''
  const condition = { 'if-match': etag }
  const first = await call('PATCH', '/admin/channels/1', { priority: 1 }, condition)
  expect(first.status).toBe(200)
  const second = await call('PATCH', '/admin/channels/1', { priority: 2 }, condition)
  expect(second.status).toBe(412)
  const fresh = { 'if-match': first.headers.get('etag') ?? '' }
  expect((await call('PATCH', '/admin/channels/1', { priority: 2 }, fresh)).status).toBe(200)
})
