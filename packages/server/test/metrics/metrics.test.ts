import { createMemoryStore, createPriceTable, toMicroUsd } from '@ccload/core'
import { apiError, createFakeAnthropic, createFakeClock } from '@ccload/core/testing'
import { expect, it, onTestFinished } from 'vitest'
import { METRICS } from '../../src/metrics/metric-names.js'
import { createClient, login } from '../support/admin-client.js'
import { parseMetrics } from '../support/parse-metrics.js'
import { PASSWORD, startServer } from '../support/start-server.js'

const TOKEN = 'metrics-token-of-the-test'
const KEY = 'sk-ant-canary-0123456789'
const PRICE = {
  input: toMicroUsd(3),
  output: toMicroUsd(15),
  cacheRead: 0,
  cacheWrite5m: 0,
  cacheWrite1h: 0,
  webSearch: 0,
}

async function setUp(options: Parameters<typeof startServer>[0] = {}) {
  const upstream = await createFakeAnthropic({ keys: [KEY] })
  onTestFinished(() => upstream.close())
  const channel = { url: upstream.url, keys: [{ secret: KEY }], models: ['claude-sonnet-4-5', '*'] }
  const store = createMemoryStore({ channels: [{ ...channel, name: 'main "1"' }] })
  const { url, server } = await startServer({
    store,
    metrics: { token: TOKEN },
    prices: createPriceTable({ 'claude-sonnet-4-5': PRICE }),
    ...options,
  })
  const send = (model = 'claude-sonnet-4-5') =>
    createClient(url)('POST', '/v1/messages', { model, max_tokens: 1, messages: [] })
  const read = async () => {
    const headers = { authorization: `Bearer ${TOKEN}` }
    const answer = await createClient(url, headers)('GET', '/metrics')
    expect(answer.status).toBe(200)
    expect(answer.headers.get('content-type')).toContain('text/plain; version=0.0.4')
    return { text: answer.text, ...parseMetrics(answer.text) }
  }
  return { upstream, store, url, server, send, read, channel }
}

it('counts requests, attempts, tokens and cost', async () => {
  const { send, read } = await setUp()
  await send()
  await send()
  await send('a-model-of-my-own')
  const { value } = await read()
  const main = { channel: 'main \\"1\\"', model: 'claude-sonnet-4-5' }
  const { model } = main
  expect(value('ccload_requests_total', { model, result: 'success' })).toBe(2)
  expect(value('ccload_requests_total', { model: 'other', result: 'success' })).toBe(1)
  expect(value('ccload_attempts_total', { ...main, outcome: 'relayed' })).toBe(2)
  expect(value('ccload_request_duration_seconds_count', { model })).toBe(2)
  expect(value('ccload_first_event_seconds_count', main)).toBe(2)
  expect(value('ccload_usage_tokens_total', { ...main, kind: 'output' })).toBeGreaterThan(0)
  expect(value('ccload_cost_usd_total', main)).toBeGreaterThan(0)
  expect(value('ccload_requests_in_flight')).toBe(0)
  expect(value('ccload_requests_waiting')).toBe(0)
})

it('names what clients made up in one series, and what channels name in one each', async () => {
  const { send, read, store, channel } = await setUp()
  for (let i = 0; i < 20; i++) await send(`made-up-${i}`)
  const before = await read()
  expect(before.text).not.toContain('made-up')
  expect(before.value('ccload_requests_total', { model: 'other' })).toBe(20)
  await store.channels.create({ ...channel, name: 'more', models: ['made-up-1'] })
  await send('made-up-1')
  const after = await read()
  expect(after.value('ccload_requests_total', { model: 'made-up-1' })).toBe(1)
})

it('counts failures and what rests', async () => {
  const clock = createFakeClock()
  const { upstream, send, read } = await setUp({ clock, now: () => clock.now() })
  upstream.always(apiError(500, 'api_error'))
  await send()
  const { value } = await read()
  expect(value('ccload_requests_total', { result: 'failure' })).toBe(1)
  expect(value('ccload_attempts_total', { outcome: 'answer' })).toBe(1)
  expect(value('ccload_cooldowns_set_total', { cause: 'server-error' })).toBeGreaterThan(0)
  const scopes = ['key', 'model', 'channel']
  const resting = (now: typeof value) => scopes.map((scope) => now('ccload_cooldowns', { scope }))
  expect(resting(value).reduce((sum, count) => (sum ?? 0) + (count ?? 0))).toBe(1)
  clock.advance(3_600_000)
  expect(resting((await read()).value)).toEqual([0, 0, 0])
})

it('tells of the log writer and of the process', async () => {
  const { send, read } = await setUp()
  await send()
  const { value, types } = await read()
  const waiting = value('ccload_log_entries_waiting', { where: 'memory' }) ?? 0
  expect(waiting + (value('ccload_log_entries_written_total') ?? 0)).toBe(1)
  expect(value('ccload_log_entries_spilled_total')).toBe(0)
  expect(value('ccload_log_entries_dropped_total')).toBe(0)
  expect(value('ccload_log_entries_waiting', { where: 'journal' })).toBe(0)
  expect(value('nodejs_eventloop_lag_p99_seconds')).toBeDefined()
  expect(value('process_resident_memory_bytes')).toBeGreaterThan(0)
  for (const [name, { kind }] of Object.entries(METRICS)) expect(types.get(name)).toBe(kind)
})

it('is named by the conventions of Prometheus', () => {
  for (const [name, { kind, labels, help }] of Object.entries(METRICS)) {
    expect(name).toMatch(/^ccload(_[a-z]+)+$/)
    expect(name.endsWith('_total')).toBe(kind === 'counter')
    if (kind === 'histogram') expect(name).toMatch(/_seconds$/)
    for (const label of labels) expect(label).toMatch(/^[a-z]+$/)
    expect(help).toMatch(/^[A-Z].+\.$/)
  }
})

it('shows no secret', async () => {
  const { send, read } = await setUp()
  await send()
  const { text } = await read()
  for (const secret of [KEY, TOKEN, PASSWORD, 'sk-ant']) expect(text).not.toContain(secret)
})

it('is for those with the token and for the admin’s session', async () => {
  const { url } = await setUp()
  const status = async (headers: Record<string, string>) =>
    (await createClient(url, headers)('GET', '/metrics')).status
  expect(await status({})).toBe(401)
  expect(await status({ authorization: `Bearer ${TOKEN}x` })).toBe(401)
  expect(await status({ authorization: 'Bearer ' })).toBe(401)
  expect(await status({ authorization: `Bearer ${TOKEN}` })).toBe(200)
  expect(await status({ cookie: await login(url) })).toBe(200)
})

it('takes a wrong token for no guess at the password', async () => {
  const { url } = await setUp()
  const wrong = createClient(url, { authorization: 'Bearer wrong' })
  for (let i = 0; i < 30; i++) await wrong('GET', '/metrics')
  expect(await login(url)).toContain('ccload_session=')
})

it('is not there unless it is switched on', async () => {
  const { url } = await setUp({ metrics: {} })
  for (const headers of [{}, { authorization: `Bearer ${PASSWORD}` }]) {
    expect((await createClient(url, headers)('GET', '/metrics')).status).toBe(404)
  }
})

it('has a port of its own, and nothing else there', async () => {
  const { server, send } = await setUp({ metrics: { port: 0 } })
  await send()
  const call = createClient(`http://127.0.0.1:${server.metricsPort()}`)
  const answer = await call('GET', '/metrics')
  expect(parseMetrics(answer.text).value('ccload_requests_total')).toBe(1)
  expect((await call('POST', '/metrics')).status).toBe(405)
  for (const path of ['/', '/admin/channels', '/metricsx', '/v1/models']) {
    expect((await call('GET', path)).status).toBe(404)
  }
})

it('wants the token on that port as well', async () => {
  const { server } = await setUp({ metrics: { port: 0, token: TOKEN } })
  const url = `http://127.0.0.1:${server.metricsPort()}`
  expect((await createClient(url)('GET', '/metrics')).status).toBe(401)
  const headers = { authorization: `Bearer ${TOKEN}` }
  expect((await createClient(url, headers)('GET', '/metrics')).status).toBe(200)
})
