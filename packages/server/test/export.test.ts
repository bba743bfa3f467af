import { createMemoryStore } from '@ccload/core'
import { expect, it } from 'vitest'
import { createClient, login } from './support/admin-client.js'
import { PASSWORD, startTransfer } from './support/transfer.js'

const KEYS = ['sk-ant-canary-0000000001', 'sk-ant-canary-0000000002']

const store = () =>
  createMemoryStore({
    channels: [
      {
        name: 'main',
        url: 'https://api.example.com',
        keys: KEYS.map((secret) => ({ secret })),
        models: ['claude-*', 'claude-haiku-4-5'],
        priority: 10,
        headers: { 'x-gateway-auth': 'header-canary-88', 'x-tenant': 'tenant-a' },
        connection: {
          proxyUrl: 'http://me:proxy-canary-77@127.0.0.1:3128',
          insecureTls: false,
          ca: null,
          http2: true,
        },
      },
      {
        name: '=HYPERLINK("http://x")',
        url: 'https://b.example.com',
        keys: [{ secret: 'sk-only' }],
        models: ['-x'],
        priority: -5,
        enabled: false,
      },
    ],
  })

it("writes ccLoad's columns first, with a byte order mark", async () => {
  const { call } = await startTransfer(store())
  const { headers, text } = await call('GET', '/admin/export/channels')
  expect(headers.get('content-type')).toBe('text/csv; charset=utf-8')
  expect(headers.get('content-disposition')).toBe('attachment; filename="channels.csv"')
  expect(headers.get('cache-control')).toBe('no-store')
  expect(headers.get('x-content-type-options')).toBe('nosniff')
  const [head, first, second] = text.split('\n')
  expect(head).toBe(
    'id,name,api_key,url,priority,models,enabled,weight,key_strategy,key_options,aliases,limits,active_hours,headers,connection,cost_multiplier',
  )
  expect(first).toMatch(
    /^1,main,,https:\/\/api\.example\.com,10,"claude-\*,claude-haiku-4-5",true,/,
  )
  expect(second).toMatch(
    /^2,"'=HYPERLINK\(""http:\/\/x""\)",,https:\/\/b\.example\.com,-5,'-x,false,/,
  )
})

it('starts with the mark itself', async () => {
  const { url, call } = await startTransfer(store())
  expect((await call('GET', '/admin/export/channels')).status).toBe(200)
  const response = await fetch(`${url}/admin/export/channels`, {
    headers: { authorization: `Bearer ${PASSWORD}` },
  })
  const bytes = Buffer.from(await response.arrayBuffer())
  expect([...bytes.subarray(0, 3)]).toEqual([0xef, 0xbb, 0xbf])
})

it.each(['csv', 'json'] as const)('holds no key in %s unless asked', async (format) => {
  const { exported } = await startTransfer(store())
  const text = await exported(format)
  expect(text).toContain('claude-haiku-4-5')
  expect(text).toContain('tenant-a')
  for (const secret of [...KEYS, 'sk-only', 'proxy-canary-77', 'header-canary-88'])
    expect(text).not.toContain(secret)
  for (const key of KEYS) expect(text).not.toContain(key.slice(-4))
})

it.each(['csv', 'json'] as const)('holds keys in %s with the password', async (format) => {
  const { exported } = await startTransfer(store())
  const text = await exported(format, PASSWORD)
  for (const secret of [...KEYS, 'sk-only', 'proxy-canary-77', 'header-canary-88'])
    expect(text).toContain(secret)
})

it.each(['', 'wrong', 'Bearer correct horse battery'])(
  'refuses keys for the password %j, though the caller is the admin',
  async (password) => {
    const { call } = await startTransfer(store())
    const headers = { 'x-admin-password': password }
    const answer = await call('GET', '/admin/export/channels?keys=1', undefined, headers)
    expect(answer.status).toBe(403)
    expect(answer.json).toMatchObject({ success: false, code: 'wrong_password' })
    expect(answer.text).not.toContain(KEYS[0])
  },
)

it('lets nobody guess the password here', async () => {
  const { url } = await startTransfer(store())
  const call = createClient(url, { cookie: await login(url) })
  const guess = (password: string) =>
    call('GET', '/admin/export/channels?keys=1', undefined, { 'x-admin-password': password })
  for (let i = 0; i < 5; i++) expect((await guess(`guess ${i}`)).status).toBe(403)
  expect((await guess('one more')).status).toBe(429)
})

it('writes one channel on each line of JSON', async () => {
  const { exported } = await startTransfer(store())
  const text = await exported('json')
  expect(text.split('\n')).toHaveLength(5)
  expect(JSON.parse(text)).toMatchObject([{ name: 'main', priority: 10 }, { enabled: false }])
})

it('knows two formats', async () => {
  const { call } = await startTransfer(store())
  const { status, json } = await call('GET', '/admin/export/channels?format=xml')
  expect(status).toBe(400)
  expect(json.field).toBe('format')
})
