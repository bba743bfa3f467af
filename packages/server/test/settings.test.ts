import { createFakeAnthropic, createFakeClock } from '@ccload/core/testing'
import { expect, it, onTestFinished } from 'vitest'
import { createMemoryAdminStore } from '../src/state/memory-admin-store.js'
import { CHANNEL, createAdminClient, createClient } from './support/admin-client.js'
import { PASSWORD, startServer } from './support/start-server.js'

const KEY = 'settings'

async function setUp(options: Parameters<typeof startServer>[0] = {}) {
  const adminStore = options.adminStore ?? createMemoryAdminStore()
  const { url } = await startServer({ ...options, adminStore })
  const call = createAdminClient(url)
  const settingOf = async (key: string) => {
    const { json } = await call('GET', '/admin/settings')
    return json.data.find((setting: { key: string }) => setting.key === key)
  }
  const change = (changes: object) => call('PATCH', '/admin/settings', changes)
  const message = (model = 'claude-sonnet-4-5') =>
    createClient(url)('POST', '/v1/messages', { model, max_tokens: 1, messages: [] })
  return { url, adminStore, call, settingOf, change, message }
}

it('tells of each setting what it is and what it may be', async () => {
  const { settingOf } = await setUp()
  expect(await settingOf('max_body_bytes')).toEqual({
    key: 'max_body_bytes',
    value: 33_554_432,
    source: 'default',
    variable: 'CCLOAD_MAX_BODY_BYTES',
    type: 'integer',
    default: 33_554_432,
    min: 1024,
    max: 1_073_741_824,
    unit: 'bytes',
    group: 'answers',
    description: 'Largest request body of a client.',
    description_zh: '客户端请求体的上限。',
  })
  expect(await settingOf('strategy')).toMatchObject({
    type: 'enum',
    value: 'affinity',
    options: ['affinity', 'round-robin', 'weighted', 'least-latency'],
  })
})

it('holds for the next request, and no longer once it is taken back', async () => {
  const { change, message, settingOf } = await setUp()
  expect((await message()).status).toBe(404)
  const changed = await change({ max_body_bytes: 1024 })
  expect(changed.status).toBe(200)
  expect(await settingOf('max_body_bytes')).toMatchObject({ value: 1024, source: 'stored' })
  expect((await message('m'.repeat(1024))).status).toBe(413)
  await change({ max_body_bytes: null })
  expect(await settingOf('max_body_bytes')).toMatchObject({ source: 'default' })
  expect((await message('m'.repeat(1024))).status).toBe(404)
})

it('keeps what a change does not name', async () => {
  const { change, settingOf } = await setUp()
  await change({ jitter: 0.5, strategy: 'weighted' })
  await change({ jitter: 0 })
  expect(await settingOf('strategy')).toMatchObject({ value: 'weighted', source: 'stored' })
})

it('routes by another strategy at once', async () => {
  const names = ['a', 'b', 'c']
  const upstreams = await Promise.all(names.map((name) => createFakeAnthropic({ name })))
  for (const upstream of upstreams) onTestFinished(() => upstream.close())
  const { call, change, url } = await setUp()
  for (const { name, url: upstream } of upstreams) {
    await call('POST', '/admin/channels', { ...CHANNEL, name, url: upstream })
  }
  const headers = { 'x-claude-code-session-id': 'one-conversation' }
  const send = () =>
    createClient(url, headers)('POST', '/v1/messages', { model: CHANNEL.models[0], messages: [] })
  const counts = () => upstreams.map(({ requests }) => requests.length).sort()
  for (let i = 0; i < 3; i++) await send()
  expect(counts()).toEqual([0, 0, 3])
  await change({ strategy: 'round-robin' })
  for (let i = 0; i < 3; i++) await send()
  expect(counts()).toEqual([1, 1, 4])
})

it('closes private addresses to channels that are there already', async () => {
  const upstream = await createFakeAnthropic()
  onTestFinished(() => upstream.close())
  const { call, change, message } = await setUp()
  await call('POST', '/admin/channels', { ...CHANNEL, url: upstream.url })
  expect((await message()).status).toBe(200)
  await change({ block_private_upstreams: true })
  expect((await message()).status).toBe(502)
  expect(upstream.requests).toHaveLength(1)
  const other = await call('POST', '/admin/channels', {
    ...CHANNEL,
    name: 'other',
    url: upstream.url,
  })
  expect(other.json).toMatchObject({ code: 'invalid_field', field: 'url' })
})

it('serves everybody when told to, where there is no token', async () => {
  const { change, url } = await setUp({ trustProxy: 1 })
  const headers = { 'x-forwarded-for': '203.0.113.7' }
  const models = async () => (await createClient(url, headers)('GET', '/v1/models')).status
  expect(await models()).toBe(401)
  await change({ allow_open: true })
  expect(await models()).toBe(200)
  await change({ allow_open: false })
  expect(await models()).toBe(401)
})

it.each([
  [{ max_body_bytes: 1023 }, 'max_body_bytes', 'must be at least 1024'],
  [{ max_body_bytes: 2e9 }, 'max_body_bytes', 'must be at most 1073741824'],
  [{ idle_timeout_ms: 1.5 }, 'idle_timeout_ms', 'must be a whole number'],
  [{ jitter: '0.1' }, 'jitter', 'must be a number'],
  [{ allow_open: 1 }, 'allow_open', 'must be true or false'],
  [{ strategy: 'random' }, 'strategy', 'must be one of affinity, round-robin'],
  [{ trust_proxy: 1 }, 'trust_proxy', 'is no known field'],
  [{ maxBodyBytes: 4096 }, 'maxBodyBytes', 'is no known field'],
  [{ constructor: 1 }, 'constructor', 'is no known field'],
])('refuses %j and names it, and then nothing changes', async (wrong, field, reason) => {
  const { change, settingOf } = await setUp()
  const { status, json } = await change({ connect_timeout_ms: 1, ...wrong })
  expect(status).toBe(400)
  expect(json.field).toBe(field)
  expect(json.error).toContain(reason)
  expect(await settingOf('connect_timeout_ms')).toMatchObject({ source: 'default' })
})

it('does not let go of what was fixed from outside', async () => {
  const { change, settingOf } = await setUp({ settings: { jitter: 0.3 } })
  expect(await settingOf('jitter')).toMatchObject({ value: 0.3, source: 'env' })
  const { status, json } = await change({ connect_timeout_ms: 1, jitter: 0.2 })
  expect(status).toBe(409)
  expect(json).toMatchObject({ code: 'set_elsewhere', field: 'jitter' })
  expect(json.error).toContain('CCLOAD_JITTER')
  expect(await settingOf('connect_timeout_ms')).toMatchObject({ source: 'default' })
})

it('is there again after a restart, beneath what is fixed then', async () => {
  const first = await setUp()
  await first.change({ jitter: 0.4, max_body_bytes: 4096 })
  const second = await setUp({ adminStore: first.adminStore, settings: { jitter: 0.3 } })
  expect(await second.settingOf('jitter')).toMatchObject({ value: 0.3, source: 'env' })
  expect(await second.settingOf('max_body_bytes')).toMatchObject({ value: 4096, source: 'stored' })
})

it('is noticed by other processes after a while', async () => {
  const clock = createFakeClock()
  const other = await setUp({ clock })
  const { change } = await setUp({ adminStore: other.adminStore })
  await change({ max_body_bytes: 1024 })
  expect(await other.settingOf('max_body_bytes')).toMatchObject({ source: 'default' })
  clock.advance(5_000)
  expect(await other.settingOf('max_body_bytes')).toMatchObject({ value: 1024 })
  expect((await other.message('m'.repeat(1024))).status).toBe(413)
  await change({ max_body_bytes: null })
  await new Promise(setImmediate)
  clock.advance(5_000)
  expect(await other.settingOf('max_body_bytes')).toMatchObject({ source: 'default' })
})

it('starts in spite of stored values that mean nothing any more', async () => {
  const adminStore = createMemoryAdminStore()
  await adminStore.settings.set(
    KEY,
    '{"jitter":9,"gone":1,"__proto__":{"x":1},"strategy":"weighted"}',
  )
  const { settingOf } = await setUp({ adminStore })
  expect(await settingOf('jitter')).toMatchObject({ value: 0.1, source: 'default' })
  expect(await settingOf('strategy')).toMatchObject({ value: 'weighted', source: 'stored' })
})

it('keeps the password apart', async () => {
  const { url } = await setUp()
  const text = (await createAdminClient(url)('GET', '/admin/settings')).text
  expect(text).not.toContain(PASSWORD)
  expect(text).not.toContain('password')
})
