import { expect, it } from 'vitest'
import { CHANNEL, createAdminClient } from './support/admin-client.js'
import { startServer } from './support/start-server.js'

async function setUp(options: object = {}) {
  const { url, store } = await startServer(options)
  const call = createAdminClient(url)
  const post = (extra: object) => call('POST', '/admin/channels', { ...CHANNEL, ...extra })
  const patch = (body: object) => call('PATCH', '/admin/channels/1', body)
  return { store, call, post, patch }
}

it('keeps limits, hours, headers, connection and price', async () => {
  const { store, post } = await setUp()
  const options = {
    limits: { requests_per_minute: 60, concurrent: 5, daily_cost_micro_usd: 2_500_000 },
    active_hours: { from: '22:00', to: '06:30', time_zone: 'Europe/Berlin' },
    headers: { 'X-Tenant': 'a b' },
    connection: {
      proxy_url: 'socks5://127.0.0.1:1080',
      insecure_tls: true,
      ca: null,
      http2: true,
    },
    cost_multiplier: 0.85,
  }
  const { json } = await post(options)
  expect(json.data).toMatchObject(options)
  expect(await store.channels.get(1)).toMatchObject({
    limits: { requestsPerMinute: 60, concurrent: 5, dailyCostMicroUsd: 2_500_000 },
    activeHours: { from: '22:00', to: '06:30', timeZone: 'Europe/Berlin' },
    headers: { 'X-Tenant': 'a b' },
    connection: { proxyUrl: 'socks5://127.0.0.1:1080', insecureTls: true, ca: null, http2: true },
    costMultiplier: 0.85,
  })
})

it('shows the password of a proxy masked, and keeps it when that comes back', async () => {
  const { store, post, patch } = await setUp()
  const proxyUrl = 'http://me:canary-secret@proxy.example:3128/'
  const created = await post({ connection: { proxy_url: proxyUrl } })
  expect(created.text).not.toContain('canary-secret')
  const { proxy_url } = created.json.data.connection
  expect(proxy_url).toBe('http://me:****@proxy.example:3128/')
  await patch({ connection: { proxy_url, http2: true } })
  const stored = (await store.channels.get(1))?.connection
  expect(stored).toMatchObject({ proxyUrl, http2: true })
  await patch({ connection: { proxy_url: null } })
  expect((await store.channels.get(1))?.connection).toMatchObject({ proxyUrl: null, http2: true })
})

it('masks headers whose names are those of credentials, and keeps them when they come back', async () => {
  const { store, call, post, patch } = await setUp()
  const auth = 'Bearer canary-0123456789'
  const created = await post({ headers: { 'Helicone-Auth': auth, 'x-tenant': 'a' } })
  expect(created.text).not.toContain('canary')
  const { headers } = created.json.data
  expect(headers).toEqual({ 'Helicone-Auth': 'Bear****6789', 'x-tenant': 'a' })
  expect((await call('GET', '/admin/channels')).text).not.toContain('canary')
  const stored = async () => (await store.channels.get(1))?.headers

  expect((await patch({ headers: { 'x-tenant': 'b' } })).status).toBe(200)
  expect(await stored()).toEqual({ 'Helicone-Auth': auth, 'x-tenant': 'b' })
  const answer = created.json.data
  expect((await call('PUT', '/admin/channels/1', answer)).status).toBe(200)
  expect(await stored()).toEqual({ 'Helicone-Auth': auth, 'x-tenant': 'a' })
  const refused = await patch({ headers: { 'x-other-key': 'Bear****6789' } })
  expect(refused.json).toMatchObject({
    code: 'invalid_field',
    field: 'headers.x-other-key',
  })
  expect(await stored()).toEqual({ 'Helicone-Auth': auth, 'x-tenant': 'a' })
})

it.each([
  [{ limits: { requests_per_minute: 0 } }, 'limits.requests_per_minute'],
  [{ limits: { concurrent: 1.5 } }, 'limits.concurrent'],
  [{ limits: { per_year: 1 } }, 'limits.per_year'],
  [{ active_hours: { from: '9:00', to: '17:00', time_zone: 'UTC' } }, 'active_hours.from'],
  [{ active_hours: { from: '09:00', to: '24:00', time_zone: 'UTC' } }, 'active_hours.to'],
  [{ active_hours: { from: '09:00', to: '17:00', time_zone: 'Mars' } }, 'active_hours.time_zone'],
  [{ active_hours: { from: '09:00' } }, 'active_hours.to'],
  [{ headers: { Authorization: 'Bearer x' } }, 'headers.Authorization'],
  [{ headers: { 'x-api-key': 'x' } }, 'headers.x-api-key'],
  [{ headers: { 'Proxy-Authorization': 'x' } }, 'headers.Proxy-Authorization'],
  [{ headers: { HOST: 'evil.example' } }, 'headers.HOST'],
  [{ headers: { 'Transfer-Encoding': 'chunked' } }, 'headers.Transfer-Encoding'],
  [{ headers: { 'X-A': 'a\r\nX-Evil: b' } }, 'headers.X-A'],
  [{ headers: { 'X-A': 'ключ' } }, 'headers.X-A'],
  [{ headers: { 'X A': 'b' } }, 'headers.X A'],
  [{ headers: { '': 'b' } }, 'headers.'],
  [
    { headers: Object.fromEntries(Array.from({ length: 33 }, (_, i) => [`x-${i}`, ''])) },
    'headers',
  ],
  [{ connection: { proxy_url: 'ftp://proxy.example' } }, 'connection.proxy_url'],
  [{ connection: { proxy_url: 'socks5://169.254.169.254:1080' } }, 'connection.proxy_url'],
  [{ connection: { proxy_url: 'socks5://0xa9fea9fe:1080' } }, 'connection.proxy_url'],
  [{ connection: { proxy_url: 'http://proxy.example/path' } }, 'connection.proxy_url'],
  [{ connection: { ca: 'not a certificate' } }, 'connection.ca'],
  [
    { connection: { ca: '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----' } },
    'connection.ca',
  ],
  [{ connection: { insecure_tls: 'yes' } }, 'connection.insecure_tls'],
  [{ cost_multiplier: -1 }, 'cost_multiplier'],
])('refuses %j and names the field', async (extra, field) => {
  const { store, post } = await setUp()
  const { status, json } = await post(extra)
  expect([status, json.field]).toEqual([400, field])
  expect(await store.channels.list()).toEqual([])
})

it('refuses half of the hours where there were none', async () => {
  const { post, patch } = await setUp()
  await post({})
  const { status, json } = await patch({ active_hours: { from: '09:00' } })
  expect([status, json.field]).toEqual([400, 'active_hours.to'])
})

it('holds proxies to the policy for private addresses', async () => {
  const { post } = await setUp({ settings: { blockPrivateUpstreams: true } })
  const { json } = await post({ connection: { proxy_url: 'socks5://127.1:1080' } })
  expect(json).toMatchObject({ field: 'connection.proxy_url' })
})
