import { gzipSync } from 'node:zlib'
import { createFakeAnthropic, resetBeforeHeaders } from '@ccload/core/testing'
import { expect, it, onTestFinished } from 'vitest'
import { CHANNEL, createAdminClient, createClient } from './support/admin-client.js'
import { PASSWORD, startServer } from './support/start-server.js'

const TOKEN = 'client-token-0123456789'
const model = 'claude-sonnet-4-5'

/** Two channels for one model, of which the first has failed, and two that cannot serve it. */
async function setUp() {
  const upstream = await createFakeAnthropic()
  onTestFinished(() => upstream.close())
  const { url } = await startServer({ tokens: [{ name: 'team', secret: TOKEN }] })
  const call = createAdminClient(url)
  const add = (fields: object) =>
    call('POST', '/admin/channels', { ...CHANNEL, url: upstream.url, ...fields })
  await add({ name: 'broken', priority: 20 })
  await add({ name: 'good', api_key: 'sk-one-0123456789,sk-two-0123456789', priority: 10 })
  await add({ name: 'off', enabled: false })
  await add({ name: 'other', models: ['gpt-*'] })
  upstream.next(resetBeforeHeaders())
  const send = (headers: Record<string, string>, body: unknown = { model, messages: [] }) =>
    createClient(url, headers)('POST', '/v1/messages?beta=true', body)
  expect((await send({ authorization: `Bearer ${TOKEN}` })).status).toBe(200)
  return { url, call, send, upstream, sent: upstream.requests.length }
}

const PLAN = [
  { channel_name: 'good', position: 1, included: true, reason: 'ready', until: null, model },
  { channel_name: 'good', position: 2, included: true, reason: 'ready', until: null, model },
  { channel_name: 'broken', position: null, included: false, reason: 'cooling', model },
  { channel_name: 'off', key_id: null, included: false, reason: 'disabled', model: null },
  { channel_name: 'other', key_id: null, included: false, reason: 'model-not-served' },
]

it('tells where a request would go, and why not elsewhere', async () => {
  const { call, upstream, sent } = await setUp()
  const { status, json } = await call('POST', '/admin/explain', { model, session: 's-1' })
  expect(status).toBe(200)
  expect(json.data).toMatchObject(PLAN)
  expect(Date.parse(json.data[2].until)).toBeGreaterThan(Date.now())
  expect(upstream.requests).toHaveLength(sent)
})

it('tells it of a request as it is, in the place of sending it', async () => {
  const { send, upstream, sent } = await setUp()
  const headers = { authorization: `Bearer ${PASSWORD}`, 'X-CCLoad-Explain': '1' }
  const { status, json } = await send(headers)
  expect(status).toBe(200)
  expect(json.data).toMatchObject(PLAN)
  expect(upstream.requests).toHaveLength(sent)
})

it.each([
  ['nobody', {}],
  ['a token', { authorization: `Bearer ${TOKEN}` }],
  ['a token in the other header', { 'x-api-key': TOKEN }],
  ['a session that is none', { cookie: 'ccload_session=x' }],
])('tells nothing to %s', async (_, credential) => {
  const { send, upstream, sent } = await setUp()
  const { status, text } = await send({ ...credential, 'x-ccload-explain': '1' })
  expect(status).toBe(401)
  expect(text).not.toMatch(/good|broken/)
  expect(upstream.requests).toHaveLength(sent)
})

it('sends requests that do not ask for it, whatever else the header says', async () => {
  const { send } = await setUp()
  for (const value of ['0', 'yes', '']) {
    const { json } = await send({ 'x-api-key': TOKEN, 'x-ccload-explain': value })
    expect(json).toMatchObject({ type: 'message' })
  }
})

it.each([
  ['{"messages":[]}', 400, 'invalid_body'],
  ['nonsense', 400, 'invalid_body'],
])('says of the body %j what is wrong with it', async (body, status, code) => {
  const { send } = await setUp()
  const answer = await send({ authorization: `Bearer ${PASSWORD}`, 'x-ccload-explain': '1' }, body)
  expect([answer.status, answer.json.code]).toEqual([status, code])
})

it('reads a packed body within the limit that holds for messages', async () => {
  const { url, call } = await setUp()
  await call('PATCH', '/admin/settings', { max_body_bytes: 100_000 })
  const explain = async (bytes: Buffer) => {
    const response = await fetch(`${url}/v1/messages`, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${PASSWORD}`,
        'x-ccload-explain': '1',
        'content-encoding': 'gzip',
      },
      body: bytes,
    })
    return response.status
  }
  expect(await explain(gzipSync(JSON.stringify({ model })))).toBe(200)
  expect(await explain(gzipSync(Buffer.alloc(200_000, ' ')))).toBe(413)
})

it.each([
  [{}, 'model'],
  [{ model, endpoint: 'files' }, 'endpoint'],
  [{ model, channel: 1 }, 'channel'],
])('refuses %j', async (body, field) => {
  const { call } = await setUp()
  const { status, json } = await call('POST', '/admin/explain', body)
  expect([status, json.field]).toEqual([400, field])
})
