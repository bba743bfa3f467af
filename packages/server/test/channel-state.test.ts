import { createMemoryStore } from '@ccload/core'
import {
  answer,
  apiError,
  createFakeAnthropic,
  createFakeClock,
  createGate,
  resetBeforeHeaders,
} from '@ccload/core/testing'
import { expect, it, onTestFinished } from 'vitest'
import { CHANNEL, createAdminClient, createClient } from './support/admin-client.js'
import { startServer } from './support/start-server.js'

const KEY = 'canary-key-0000000001'

async function setUp(store = createMemoryStore()) {
  const upstream = await createFakeAnthropic()
  onTestFinished(() => upstream.close())
  const clock = createFakeClock()
  const { url } = await startServer({ store, clock, now: clock.now })
  const call = createAdminClient(url)
  const fields = { ...CHANNEL, api_key: KEY, url: upstream.url }
  await call('POST', '/admin/channels', fields)
  const body = { model: CHANNEL.models[0], stream: true, messages: [] }
  return {
    call,
    store,
    clock,
    upstream,
    send: () => createClient(url)('POST', '/v1/messages', body),
    channel: async () => (await call('GET', '/admin/channels/1')).json.data,
  }
}

it('is ready at first, and nothing is known of it', async () => {
  const { channel } = await setUp()
  expect(await channel()).toMatchObject({
    state: 'ready',
    last_success_at: null,
    last_failure_at: null,
    last_failure_message: null,
  })
})

it('tells of the last success and the last failure', async () => {
  const { channel, send, clock, upstream } = await setUp()
  await send()
  const succeeded = new Date(clock.now()).toISOString()
  expect(await channel()).toMatchObject({ state: 'ready', last_success_at: succeeded })
  clock.advance(60_000)
  // The first one is taken for a kept connection that has gone stale.
  upstream.next(resetBeforeHeaders(), resetBeforeHeaders())
  await send()
  expect(await channel()).toMatchObject({
    state: 'cooling',
    cooldown_cause: 'connection',
    last_success_at: succeeded,
    last_failure_at: new Date(clock.now()).toISOString(),
    last_failure_message: expect.stringMatching(/\w/),
  })
})

it('is being probed when its cooldown is over', async () => {
  const { channel, send, clock, upstream } = await setUp()
  const gate = createGate()
  upstream.next(resetBeforeHeaders(), answer({ beforeEach: gate }))
  await send()
  clock.advance(10_000)
  const probe = send()
  await upstream.request(1)
  expect(await channel()).toMatchObject({ state: 'probing' })
  gate.open()
  await probe
  expect(await channel()).toMatchObject({ state: 'ready' })
})

it('is full while it has as many requests as it may have', async () => {
  const { call, channel, send, upstream } = await setUp()
  await call('PATCH', '/admin/channels/1', { limits: { concurrent: 1 } })
  const gate = createGate()
  upstream.next(answer({ beforeEach: gate }))
  const first = send()
  await upstream.request(0)
  expect(await channel()).toMatchObject({ state: 'full' })
  gate.open()
  await first
  expect(await channel()).toMatchObject({ state: 'ready' })
})

it('is outside of its hours', async () => {
  const { call, channel, send, clock } = await setUp()
  const hour = (ms: number) => new Date(ms).toISOString().slice(11, 16)
  const from = hour(clock.now() + 3_600_000)
  const to = hour(clock.now() + 7_200_000)
  await call('PATCH', '/admin/channels/1', { active_hours: { from, to, time_zone: 'UTC' } })
  await send()
  expect(await channel()).toMatchObject({ state: 'outside_hours' })
  clock.advance(3_600_000)
  expect(await channel()).toMatchObject({ state: 'ready' })
})

it('is disabled, whatever else it is', async () => {
  const { call, channel, send, upstream } = await setUp()
  upstream.next(resetBeforeHeaders())
  await send()
  await call('PATCH', '/admin/channels/1', { enabled: false })
  expect(await channel()).toMatchObject({ state: 'disabled' })
})

it('does not repeat a key that its upstream has repeated', async () => {
  const { channel, send, upstream } = await setUp()
  upstream.next(apiError(401, 'authentication_error', `invalid key ${KEY}`))
  await send()
  const { last_failure_message } = await channel()
  expect(last_failure_message).toContain('invalid key')
  expect(last_failure_message).not.toContain(KEY)
})

it('does not count what is the fault of the client', async () => {
  const { channel, send, upstream } = await setUp()
  upstream.next(apiError(400, 'invalid_request_error', 'too long'))
  await send()
  expect(await channel()).toMatchObject({ state: 'ready', last_failure_at: null })
})

it('remembers over a restart what the log tells', async () => {
  const first = await setUp()
  await first.send()
  const { last_success_at } = await first.channel()
  const clock = createFakeClock()
  first.clock.advance(1_000)
  await expect.poll(() => first.store.logs.list({ limit: 10 })).toHaveLength(1)
  const { url } = await startServer({ store: first.store, clock, now: clock.now })
  const { json } = await createAdminClient(url)('GET', '/admin/channels/1')
  expect(json.data.last_success_at).toBe(last_success_at)
})

it('takes an answer back with all of it', async () => {
  const { call, channel, send, upstream } = await setUp()
  upstream.next(resetBeforeHeaders())
  await send()
  expect((await call('PUT', '/admin/channels/1', await channel())).status).toBe(200)
})
