import {
  answer,
  apiError,
  createFakeAnthropic,
  type FakeAnthropic,
  html,
  redirect,
  resetBeforeHeaders,
} from '@ccload/core/testing'
import { expect, it, onTestFinished } from 'vitest'
import { createAdminClient } from './support/admin-client.js'
import { startServer } from './support/start-server.js'

const KEYS = ['sk-ant-first-0123456789', 'sk-ant-second-0123456789']

async function setUp(channel: object = {}) {
  const upstream = await createFakeAnthropic({ name: 'A', models: ['m1', 'm2'] })
  onTestFinished(() => upstream.close())
  const { url, store } = await startServer()
  const call = createAdminClient(url)
  await call('POST', '/admin/channels', {
    name: 'main',
    url: upstream.url,
    keys: KEYS.map((api_key) => ({ api_key })),
    models: ['claude-*', 'm1'],
    ...channel,
  })
  const test = async (body: object = {}) =>
    (await call('POST', '/admin/channels/1/test', body)).json.data
  return { upstream, store, call, test }
}

const bodyOf = (upstream: FakeAnthropic, position: number) =>
  JSON.parse(Buffer.from(upstream.requests[position]?.body ?? []).toString())

it.each([true, false])('shows what a channel answers (stream: %s)', async (stream) => {
  const { upstream, test } = await setUp()
  const result = await test({ stream, prompt: 'Who are you?' })
  expect(result).toMatchObject({ success: true, status_code: 200, error: '' })
  expect(result.response_text).toContain('A')
  expect(result.duration_ms).toBeGreaterThan(0)
  expect(result.first_byte_time).toBeLessThanOrEqual(result.duration)
  expect(result.attempts).toMatchObject([{ status_code: 200, key_mask: 'sk-a****6789' }])
  expect(bodyOf(upstream, 0)).toMatchObject({
    model: 'm1',
    stream,
    messages: [{ role: 'user', content: 'Who are you?' }],
  })
})

it('tests the model and the key that it is told to, also disabled ones', async () => {
  const { upstream, store, test } = await setUp({
    enabled: false,
    keys: KEYS.map((api_key) => ({ api_key, enabled: false })),
  })
  const keys = (await store.channels.get(1))?.keys ?? []
  const result = await test({ model: 'claude-x', key_id: keys[1]?.id })
  expect(result.success).toBe(true)
  expect(bodyOf(upstream, 0).model).toBe('claude-x')
  expect(upstream.requests).toHaveLength(1)
  expect(JSON.stringify(upstream.requests[0]?.headers)).toContain(KEYS[1])
})

it('shows each key that failed, and cools nothing', async () => {
  const { upstream, store, call, test } = await setUp()
  upstream.always(apiError(401, 'authentication_error'))
  const result = await test()
  expect(result.success).toBe(false)
  expect(result.attempts.map((a: { status_code: number }) => a.status_code)).toEqual([401, 401])
  upstream.always(answer())
  expect((await call('GET', '/admin/cooldowns')).json.count).toBe(0)
  expect(await store.logs.list({ limit: 10 })).toEqual([])
})

it.each([
  ['a status', apiError(400, 'invalid_request_error'), 400],
  ['a page', html(), 502],
  ['a reset', resetBeforeHeaders(), 502],
])('says what is wrong after %s', async (_name, behaviour, status) => {
  const { upstream, test } = await setUp()
  upstream.always(behaviour)
  const result = await test()
  expect(result).toMatchObject({ success: false, status_code: status, response_text: '' })
  expect(result.error).not.toBe('')
})

it('asks for a model where the channel only has patterns', async () => {
  const { call } = await setUp({ models: ['claude-*'] })
  const { status, json } = await call('POST', '/admin/channels/1/test', {})
  expect([status, json.field]).toEqual([400, 'model'])
})

it('refuses a key of another channel', async () => {
  const { call } = await setUp()
  const { status, json } = await call('POST', '/admin/channels/1/test', { key_id: 999 })
  expect([status, json.field]).toEqual([400, 'key_id'])
})

it('fetches the models of an upstream', async () => {
  const { call } = await setUp()
  const { json } = await call('POST', '/admin/channels/1/models/fetch', {})
  expect(json).toEqual({ success: true, data: ['m1', 'm2'], count: 2 })
})

it('says why the models could not be fetched', async () => {
  const { upstream, call } = await setUp()
  const error = async () => (await call('POST', '/admin/channels/1/models/fetch', {})).json.error
  upstream.next(apiError(401, 'authentication_error'))
  expect(await error()).toBe('The upstream answered 401.')
  upstream.next(html())
  expect(await error()).toBe('The upstream answered no list of models.')
  await upstream.refuse()
  expect(await error()).toMatch(/^The upstream could not be asked: ECONNREFUSED: .*\.$/)
})

it('does not take the key along to where an upstream redirects', async () => {
  const { upstream, call } = await setUp()
  const other = await createFakeAnthropic()
  onTestFinished(() => other.close())
  upstream.next(redirect(`${other.url}/v1/models`))
  const { status, json } = await call('POST', '/admin/channels/1/models/fetch', {})
  expect(status).toBe(502)
  expect(json.error).toMatch(/^The upstream answered 30\d\.$/)
  expect(other.connections).toBe(0)
})
