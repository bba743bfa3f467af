import { createHmac } from 'node:crypto'
import { createMemoryStore, type Store } from '@ccload/core'
import { answer, apiError, createFakeAnthropic, createFakeClock } from '@ccload/core/testing'
import { expect, it, onTestFinished } from 'vitest'
import { createAdminClient, createClient } from '../support/admin-client.js'
import { startServer } from '../support/start-server.js'
import { startReceiver } from './support.js'

const SECRET = 'webhook-secret-canary'
const DAY_MS = 86_400_000
const MODEL = 'claude-sonnet-4-5'
const settled = () => new Promise(setImmediate)

async function setUp(
  options: Parameters<typeof startServer>[0] = {},
  prepare: (store: Store, now: number) => Promise<void> = async () => {},
) {
  const clock = createFakeClock()
  const upstream = await createFakeAnthropic({ keys: ['sk'] })
  onTestFinished(() => upstream.close())
  const channel = { url: upstream.url, keys: [{ secret: 'sk' }], models: [MODEL] }
  const store = createMemoryStore({ channels: [{ ...channel, name: 'main' }] })
  await prepare(store, clock.now())
  const { url } = await startServer({ store, clock, now: () => clock.now(), ...options })
  const call = createAdminClient(url)
  const receiver = await startReceiver()
  const change = (changes: object) => call('PATCH', '/admin/settings', changes)
  const switchOn = () =>
    change({ alert_webhook_url: receiver.url, alert_webhook_secret: SECRET, jitter: 0 })
  const send = () =>
    createClient(url)('POST', '/v1/messages', { model: MODEL, max_tokens: 1, messages: [] })
  /** Lets time pass in steps, with room for what happens in each. */
  const pass = async (ms: number, stepMs = 5_000) => {
    for (let passed = 0; passed < ms; passed += stepMs) {
      clock.advance(stepMs)
      for (let i = 0; i < 5; i++) await settled()
    }
  }
  const find = async (type: string, status: string) => {
    const alerts = receiver.received.map(({ json }) => json)
    return alerts.filter((alert) => alert.type === type && alert.status === status)
  }
  return { clock, upstream, store, call, change, switchOn, receiver, send, pass, find }
}

it('tells of a channel that is down and of a model without channels, once, and of the end', async () => {
  const { upstream, switchOn, receiver, send, pass, find } = await setUp()
  await switchOn()
  upstream.always(apiError(401, 'authentication_error'))
  await send()
  await pass(5_000)
  await receiver.count(2)
  const [down] = await find('channel-down', 'firing')
  expect(down).toMatchObject({ subject: 'main', details: { cause: 'credential' } })
  expect(down.text).toMatch(/^Channel main gets no requests until 20.+Z: credential\.$/)
  expect(down.time).toMatch(/Z$/)
  const [cooling] = await find('model-cooling', 'firing')
  expect(cooling).toMatchObject({ subject: MODEL, details: { channels: 1 } })
  await send()
  await pass(60_000)
  expect(receiver.received).toHaveLength(2)
  upstream.always(answer())
  expect((await send()).status).toBe(200)
  await pass(5_000)
  await receiver.count(4)
  expect((await find('channel-down', 'resolved'))[0].text).toBe('Channel main is back.')
  expect(await find('model-cooling', 'resolved')).toHaveLength(1)
})

it('signs what it sends', async () => {
  const { call, switchOn, receiver, change } = await setUp()
  await switchOn()
  expect((await call('POST', '/admin/alerts/test')).json.data).toEqual({
    delivered: true,
    status_code: 204,
    reason: null,
  })
  await change({ alert_webhook_secret: null })
  await call('POST', '/admin/alerts/test')
  const [signed, unsigned] = await receiver.count(2)
  expect(signed?.json).toMatchObject({ type: 'test', status: 'firing', details: {} })
  const timestamp = signed?.headers['ccload-timestamp']
  const mac = createHmac('sha256', SECRET).update(`${timestamp}.${signed?.body}`).digest('hex')
  expect(signed?.headers['ccload-signature']).toBe(`sha256=${mac}`)
  expect(signed?.headers['ccload-delivery']).toBe(signed?.json.id)
  expect(unsigned?.headers['ccload-signature']).toBeUndefined()
})

it('tells of a budget that is nearly used up', async () => {
  const limits = { requestsPerMinute: null, concurrent: null, monthlyCostMicroUsd: null }
  const { switchOn, receiver, pass } = await setUp({}, async ({ tokens }, now) => {
    const { id: tokenId } = await tokens.create({
      name: 'team',
      digest: 'd',
      prefix: 'p',
      limits: { ...limits, dailyCostMicroUsd: 5_000_000 },
    })
    const day = Math.floor(now / DAY_MS) * DAY_MS
    const use = { tokenId, day, requests: 1, lastUsedAt: now }
    await tokens.usage.add([{ ...use, costMicroUsd: 4_100_000 }])
  })
  await switchOn()
  await pass(60_000)
  const [alert] = await receiver.count(1)
  expect(alert?.json).toMatchObject({
    type: 'token-budget',
    subject: 'team',
    text: 'Token team has used 82 % of its budget for the day: 4.10 US dollars of 5.00 US dollars.',
    details: { period: 'day', used_micro_usd: 4_100_000, limit_micro_usd: 5_000_000 },
  })
})

it('is off by default, and each kind can be switched off', async () => {
  const { upstream, call, change, switchOn, receiver, send, pass } = await setUp()
  expect((await call('POST', '/admin/alerts/test')).json).toMatchObject({ code: 'no_webhook' })
  upstream.always(apiError(401, 'authentication_error'))
  await send()
  await pass(60_000)
  await change({ alert_channel_down: false, alert_model_cooling: false })
  await switchOn()
  await pass(60_000)
  expect(receiver.received).toEqual([])
})

it('says why a test was not delivered, and nothing of the answer', async () => {
  const { call, change } = await setUp()
  const receiver = await startReceiver(() => 302)
  await change({ alert_webhook_url: receiver.url })
  const { text, json } = await call('POST', '/admin/alerts/test')
  expect(json.data).toEqual({
    delivered: false,
    status_code: 302,
    reason: 'the receiver answered 302',
  })
  expect(text).not.toContain('never shown')
  expect(receiver.received).toHaveLength(1)
})

it('sends nothing to addresses that are closed', async () => {
  const lookup = (_name: string, _options: object, callback: CallableFunction) =>
    callback(null, [{ address: '169.254.169.254', family: 4 }])
  const { call, change, receiver } = await setUp({ lookup: lookup as never })
  for (const url of ['http://169.254.169.254/x', 'ftp://a.example', 'http://u:p@a.example']) {
    expect((await change({ alert_webhook_url: url })).json).toMatchObject({
      code: 'invalid_field',
      field: 'alert_webhook_url',
    })
  }
  await change({ alert_webhook_url: 'http://rebound.example/hook' })
  const rebound = await call('POST', '/admin/alerts/test')
  expect(rebound.json.data).toMatchObject({ delivered: false, status_code: null })
  expect(rebound.json.data.reason).toContain('link-local, metadata or reserved')
  await change({ alert_webhook_url: receiver.url, block_private_upstreams: true })
  const closed = await call('POST', '/admin/alerts/test')
  expect(closed.json.data.reason).toBe('127.0.0.1 is a private address')
  expect(receiver.received).toEqual([])
})

it('never shows the secret, and keeps it where it comes back masked', async () => {
  const { call, change, switchOn, receiver } = await setUp()
  const { text } = await switchOn()
  expect(text).not.toContain(SECRET)
  const list = (await call('GET', '/admin/settings')).json.data
  const { value } = list.find(({ key }: { key: string }) => key === 'alert_webhook_secret')
  expect(value).toBe('webh****nary')
  await change({ alert_webhook_secret: value })
  await call('POST', '/admin/alerts/test')
  expect((await receiver.count(1))[0]?.headers['ccload-signature']).toBeDefined()
  expect((await change({ alert_webhook_secret: 'abcd****wxyz' })).json).toMatchObject({
    code: 'invalid_field',
    field: 'alert_webhook_secret',
  })
})
