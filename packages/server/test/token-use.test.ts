import { createMemoryStore, createPriceTable } from '@ccload/core'
import { createFakeAnthropic } from '@ccload/core/testing'
import { expect, it, onTestFinished } from 'vitest'
import { CHANNEL, createAdminClient } from './support/admin-client.js'
import { startServer } from './support/start-server.js'

const [MODEL = ''] = CHANNEL.models
const FREE = { output: 0, cacheRead: 0, cacheWrite5m: 0, cacheWrite1h: 0, webSearch: 0 }
/** An answer of the fake upstream costs 100 millionths: that is what its 25 input tokens come to. */
const prices = createPriceTable({ [MODEL]: { input: 4_000_000, ...FREE } })

async function startWithUpstream() {
  const upstream = await createFakeAnthropic()
  onTestFinished(() => upstream.close())
  const { url, store } = await startServer({ store: createMemoryStore(), prices })
  const admin = createAdminClient(url)
  await admin('POST', '/admin/channels', { ...CHANNEL, url: upstream.url })
  const ask = (secret: string | undefined, headers: Record<string, string> = {}) =>
    fetch(`${url}/v1/messages`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        ...(secret && { authorization: `Bearer ${secret}` }),
        ...headers,
      },
      body: JSON.stringify({ model: MODEL, max_tokens: 1, messages: [] }),
    })
  const create = async (body: object) => (await admin('POST', '/admin/tokens', body)).json.data
  return { admin, ask, create, store, url }
}

it('works from its creation to its end, and every change takes hold at once', async () => {
  const { admin, ask, create } = await startWithUpstream()
  expect((await ask(undefined)).status).toBe(200)
  const { id, secret } = await create({ name: 'laptop' })
  expect((await ask(undefined)).status).toBe(401)
  expect((await ask(secret)).status).toBe(200)
  await admin('PATCH', `/admin/tokens/${id}`, { enabled: false })
  expect((await ask(secret)).status).toBe(401)
  await admin('PATCH', `/admin/tokens/${id}`, { enabled: true, expires_at: '2020-01-01T00:00:00Z' })
  expect((await ask(secret)).status).toBe(401)
  await admin('PATCH', `/admin/tokens/${id}`, { expires_at: null, models: ['other'] })
  expect((await ask(secret)).status).toBe(403)
  await admin('PATCH', `/admin/tokens/${id}`, { models: null })
  expect((await ask(secret)).status).toBe(200)
  await create({ name: 'another' })
  await admin('DELETE', `/admin/tokens/${id}`)
  expect((await ask(secret)).status).toBe(401)
})

it('shows what it has used, which is what its budget is held against', async () => {
  const { admin, ask, create } = await startWithUpstream()
  const limits = { daily_cost_micro_usd: 200 }
  const { id, secret, created_at } = await create({ name: 'laptop', limits })
  expect((await ask(secret)).status).toBe(200)
  expect((await ask(secret)).status).toBe(200)
  const refusal = await ask(secret)
  expect(refusal.status).toBe(429)
  expect(await refusal.json()).toMatchObject({ error: { type: 'billing_error' } })
  const { usage, last_used_at } = (await admin('GET', `/admin/tokens/${id}`)).json.data
  expect(usage).toEqual({
    requests_today: 2,
    requests_in_flight: 0,
    cost_today_micro_usd: 200,
    cost_month_micro_usd: 200,
  })
  expect(Date.parse(last_used_at)).toBeGreaterThanOrEqual(Date.parse(created_at))
  await admin('PATCH', `/admin/tokens/${id}`, { limits: { daily_cost_micro_usd: 201 } })
  expect((await ask(secret)).status).toBe(200)
})

it('opens nothing but the proxy', async () => {
  const { create, url } = await startWithUpstream()
  const { secret } = await create({ name: 'laptop' })
  const headers = { authorization: `Bearer ${secret}` }
  expect((await fetch(`${url}/admin/tokens`, { headers })).status).toBe(401)
})

it('while there is none, web pages and clients behind a proxy are refused', async () => {
  const { ask, create } = await startWithUpstream()
  expect((await ask(undefined, { 'x-forwarded-for': '203.0.113.9' })).status).toBe(401)
  expect((await ask(undefined, { origin: 'https://elsewhere.example' })).status).toBe(401)
  const { secret } = await create({ name: 'laptop' })
  expect((await ask(secret, { 'x-forwarded-for': '203.0.113.9' })).status).toBe(200)
})
