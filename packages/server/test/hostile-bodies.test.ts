import { gzipSync } from 'node:zlib'
import { createMemoryStore } from '@ccload/core'
import { expect, it } from 'vitest'
import { CHANNEL, createAdminClient } from './support/admin-client.js'
import { PASSWORD, startServer } from './support/start-server.js'
import { createTestRoutes } from './support/test-context.js'

/** Every path that takes a body, with the method and the media type. */
const TAKERS = [
  ['post', '/login', 'application/json'],
  ['post', '/v1/messages', 'application/json'],
  ...createTestRoutes().flatMap((route) =>
    route.body === undefined
      ? []
      : [
          [
            route.method,
            route.path.replace(/\{\w+\}/g, '1'),
            route.text?.[0] ?? 'application/json',
          ],
        ],
  ),
] as [string, string, string][]

const channel = { name: 'main', url: 'http://127.0.0.1:9', keys: [{ secret: 'k' }], models: ['m'] }

async function send(
  url: string,
  [method, path, type]: readonly [string, string, string],
  body: Buffer | string,
  headers: Record<string, string> = {},
) {
  const response = await fetch(url + path, {
    method: method.toUpperCase(),
    headers: { authorization: `Bearer ${PASSWORD}`, 'content-type': type, ...headers },
    body,
  })
  return { status: response.status, text: await response.text() }
}

it('finds what takes a body', () => {
  expect(TAKERS.length).toBeGreaterThan(12)
  expect(TAKERS.map(([, path]) => path)).toContain('/admin/import/channels')
})

const bomb = gzipSync(Buffer.alloc(64 * 1024 * 1024, ' '))

it.each(TAKERS)('unpacks no bomb: %s %s', async (...taker) => {
  const { url } = await startServer({ store: createMemoryStore({ channels: [channel] }) })
  const { status } = await send(url, taker, bomb, { 'content-encoding': 'gzip' })
  expect(status).toBe(413)
})

const deep = 10_000
const DEEP = [
  ['lists', '['.repeat(deep) + ']'.repeat(deep)],
  ['objects', `${'{"a":'.repeat(deep)}1${'}'.repeat(deep)}`],
  ['a value', `{"name":${'['.repeat(deep)}${']'.repeat(deep)}}`],
  ['the aliases', `{"aliases":${'{"a":'.repeat(deep)}1${'}'.repeat(deep)}}`],
  ['an open end', '['.repeat(deep)],
] as const

it.each(DEEP)('goes through %s ten thousand deep', async (_, body) => {
  const { url } = await startServer({ store: createMemoryStore({ channels: [channel] }) })
  for (const taker of TAKERS) {
    const { status } = await send(url, taker, body)
    expect([taker.join(' '), status]).toEqual([taker.join(' '), expect.any(Number)])
    expect(status).toBeGreaterThanOrEqual(taker[2] === 'text/csv' ? 200 : 400)
    expect(status).toBeLessThan(500)
  }
})

const PROTOTYPE_KEYS = ['__proto__', 'constructor', 'prototype', 'toString', 'hasOwnProperty']

it.each(PROTOTYPE_KEYS)('takes %s for a name like any other, or refuses it', async (key) => {
  const { url, store } = await startServer({ store: createMemoryStore({ channels: [channel] }) })
  const own = (value: unknown) => `{${JSON.stringify(key)}:${JSON.stringify(value)}}`
  for (const taker of TAKERS) {
    if (taker[2] !== 'application/json') continue
    const { status, text } = await send(url, taker, own({ polluted: 'yes' }))
    expect([taker.join(' '), status < 500 && status >= 400]).toEqual([taker.join(' '), true])
    expect(text).not.toContain('yes')
  }
  for (const field of ['aliases', 'headers', 'limits', 'connection']) {
    const body = `{${JSON.stringify(field)}:${own('yes')}}`
    const { status } = await send(url, ['PATCH', '/admin/channels/1', 'application/json'], body)
    expect(status).toBeLessThan(500)
    const stored = (await store.channels.get(1)) as unknown as Record<string, object> | undefined
    const held = stored?.[field] ?? {}
    if (status === 200) expect(Object.entries(held)).toContainEqual([key, 'yes'])
    else expect(Object.hasOwn(held, key)).toBe(false)
  }
  for (const query of [`?${key}=1`, `?${key}[x]=1`, `?hours[${key}]=1`]) {
    expect((await createAdminClient(url)('GET', `/admin/logs${query}`)).status).toBe(400)
  }
  expect({}).not.toHaveProperty('polluted')
  expect(Object.prototype).not.toHaveProperty('yes')
})

it.each(PROTOTYPE_KEYS)('takes %s for a column that means nothing', async (key) => {
  const { url, store } = await startServer()
  const file = `name,api_key,url,models,${key}\na,sk-a,https://a.example.com,m,yes\n`
  const { status, text } = await send(url, ['POST', '/admin/import/channels', 'text/csv'], file)
  expect(status).toBe(200)
  expect(JSON.parse(text).data.ignored_columns).toEqual([key.toLowerCase()])
  expect(await store.channels.list()).toHaveLength(1)
})

it('keeps names of prototypes as aliases of models', async () => {
  const { url, store } = await startServer()
  const call = createAdminClient(url)
  const aliases = { constructor: 'a', toString: 'b' }
  expect((await call('POST', '/admin/channels', { ...CHANNEL, aliases })).status).toBe(201)
  expect((await store.channels.get(1))?.aliases).toEqual(aliases)
})
