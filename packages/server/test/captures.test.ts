import { createMemoryStore } from '@ccload/core'
import {
  answer,
  apiError,
  connectRaw,
  createFakeAnthropic,
  createFakeClock,
  createGate,
} from '@ccload/core/testing'
import { expect, it, onTestFinished } from 'vitest'
import { createMemoryAdminStore } from '../src/state/memory-admin-store.js'
import { createAdminClient, createClient } from './support/admin-client.js'
import { startServer } from './support/start-server.js'

const KEYS = ['canary-first-0042', 'canary-second-17']
const TOKEN = 'canary-client-token'

async function setUp(adminStore = createMemoryAdminStore()) {
  const upstreams = await Promise.all(KEYS.map(() => createFakeAnthropic()))
  for (const upstream of upstreams) onTestFinished(() => upstream.close())
  const store = createMemoryStore({
    channels: upstreams.map(({ url }, at) => ({
      name: `c${at + 1}`,
      url,
      keys: [{ secret: KEYS[at] ?? '' }],
      models: ['m'],
      priority: -at,
    })),
  })
  const clock = createFakeClock(Date.now())
  const tokens = [{ name: 'fixed', secret: TOKEN }]
  const options = { store, adminStore, clock, now: () => clock.now(), tokens }
  const { url, server } = await startServer(options)
  const call = createAdminClient(url)
  const send = (fields: object = {}, token = TOKEN) =>
    createClient(url, { authorization: `Bearer ${token}` })('POST', '/v1/messages?beta=true', {
      model: 'm',
      max_tokens: 1,
      messages: [{ role: 'user', content: `my key is ${KEYS[0]}` }],
      ...fields,
    })
  const listed = async () => (await call('GET', '/admin/captures')).json.data
  const read = async (requestId: string, attempt = 1) =>
    (await call('GET', `/admin/captures/${requestId}/${attempt}`)).json.data
  return { url, server, call, send, listed, read, clock, upstreams }
}

it('captures nothing without a rule', async () => {
  const { call, send, listed } = await setUp()
  expect((await send()).status).toBe(200)
  expect(await listed()).toEqual([])
  expect((await call('GET', '/admin/captures/req_1/1')).status).toBe(404)
})

it('captures a channel until its time is over', async () => {
  const { call, send, listed, clock } = await setUp()
  const rule = { channel_id: 1, minutes: 10 }
  const created = await call('POST', '/admin/capture-rules', rule)
  expect(created.status).toBe(201)
  expect(created.json.data).toEqual({
    id: 1,
    channel_id: 1,
    token_id: null,
    until: new Date(clock.now() + 600_000).toISOString(),
    remaining_ms: 600_000,
    max_kb: 256,
  })
  await send()
  clock.advance(599_999)
  await send()
  expect(await listed()).toHaveLength(2)
  clock.advance(1)
  await send()
  expect(await listed()).toHaveLength(2)
  expect((await call('GET', '/admin/capture-rules')).json.data).toEqual([])
})

it('shows both attempts of a failover, scrubbed and decoded', async () => {
  const { call, send, listed, read, upstreams } = await setUp()
  for (const channel_id of [1, 2]) {
    await call('POST', '/admin/capture-rules', { channel_id, minutes: 1 })
  }
  upstreams[0]?.next((received) =>
    apiError(529, 'overloaded_error', `no, ${received.header('x-api-key')}`),
  )
  upstreams[1]?.next(answer({ encoding: 'gzip' }))
  await send({ stream: true })
  const [second, first] = await listed()
  expect([first, second]).toMatchObject([
    { attempt: 1, channel_id: 1, status_code: 529, ending: 'answer', token_name: 'fixed' },
    { attempt: 2, channel_id: 2, status_code: 200, ending: 'relayed' },
  ])
  const failed = await read(first.request_id, 1)
  expect(failed.request.url).toBe(`${upstreams[0]?.url}/v1/messages?beta=true`)
  expect(failed.request.body).toMatchObject({ is_cut: false })
  expect(JSON.parse(failed.request.body.text).messages[0].content).toBe('my key is ****')
  expect(JSON.parse(failed.answer.body.text).error.message).toBe('no, ****')
  const names = failed.request.headers.map(({ name }: { name: string }) => name.toLowerCase())
  expect(names).toContain('content-type')
  expect(names).not.toContain('x-api-key')
  expect(names).not.toContain('authorization')
  const answered = await read(second.request_id, 2)
  expect(answered.answer.body.text).toContain('event: message_stop')
  expect(JSON.stringify([failed, answered])).not.toContain('canary')
})

it('shows of an aborted stream what had come', async () => {
  const { url, call, listed, read, upstreams } = await setUp()
  await call('POST', '/admin/capture-rules', { channel_id: 1, minutes: 1 })
  const beforeEach = createGate()
  upstreams[0]?.next(answer({ beforeEach }))
  const connection = await connectRaw(url)
  const body = JSON.stringify({ model: 'm', stream: true, messages: [] })
  const headers = ['Authorization', `Bearer ${TOKEN}`]
  connection.send({ method: 'POST', target: '/v1/messages', headers, body })
  beforeEach.release(2)
  await (await connection.answer()).readEvent()
  connection.reset()
  await (await upstreams[0]?.request(0))?.closed
  await expect.poll(listed).toMatchObject([{ ending: 'aborted', status_code: 200 }])
  const [{ request_id: id }] = await listed()
  const { text } = (await read(id)).answer.body
  expect(text).toContain('message_start')
  expect(text).not.toContain('message_stop')
})

it('captures one token of the store, also on one channel only', async () => {
  const { call, send, listed, upstreams } = await setUp()
  const { json } = await call('POST', '/admin/tokens', { name: 'stored' })
  const { id: token_id, secret } = json.data
  await call('POST', '/admin/capture-rules', { token_id, channel_id: 2, minutes: 1 })
  await send({}, secret)
  expect(await listed()).toEqual([])
  upstreams[0]?.next(apiError(529, 'overloaded_error'))
  await send({}, secret)
  expect(await listed()).toMatchObject([{ token_id, token_name: 'stored', channel_id: 2 }])
  await send()
  expect(await listed()).toHaveLength(1)
})

it('keeps as much as a rule says', async () => {
  const { call, send, listed, read } = await setUp()
  await call('POST', '/admin/capture-rules', { channel_id: 1, minutes: 1, max_kb: 1 })
  await send({ system: 'x'.repeat(20_000) })
  const [{ request_id: id }] = await listed()
  const { request } = await read(id)
  expect(request.body).toMatchObject({ is_cut: true })
  // Masking has made it a little shorter.
  expect(request.body.text.length).toBeGreaterThan(1000)
  expect(request.body.text.length).toBeLessThanOrEqual(1024)
  expect(request.body.total_bytes).toBeGreaterThan(20_000)
})

it('goes on after a restart, and stops when told', async () => {
  const adminStore = createMemoryAdminStore()
  const first = await setUp(adminStore)
  await first.call('POST', '/admin/capture-rules', { channel_id: 1, minutes: 60 })
  await first.send()
  await first.server.close({ drainMs: 0 })
  const { call, send, listed } = await setUp(adminStore)
  await send()
  expect(await listed()).toHaveLength(2)
  expect((await call('DELETE', '/admin/capture-rules/1')).status).toBe(200)
  expect((await call('DELETE', '/admin/capture-rules/1')).status).toBe(404)
  await send()
  expect(await listed()).toHaveLength(2)
  expect((await call('DELETE', '/admin/captures')).json.data).toEqual({ removed: 2 })
  expect(await listed()).toEqual([])
})

it.each([
  [{ minutes: 5 }, 'channel_id'],
  [{ channel_id: 9, minutes: 5 }, 'channel_id'],
  [{ token_id: 9, minutes: 5 }, 'token_id'],
  [{ channel_id: 1 }, 'minutes'],
  [{ channel_id: 1, minutes: 0 }, 'minutes'],
  [{ channel_id: 1, minutes: 61 }, 'minutes'],
  [{ channel_id: 1, minutes: 5, max_kb: 1025 }, 'max_kb'],
])('refuses %j', async (rule, field) => {
  const { call } = await setUp()
  const refused = await call('POST', '/admin/capture-rules', rule)
  expect(refused.status).toBe(400)
  expect(refused.json).toMatchObject({ success: false, field })
})
