import { expect, it } from 'vitest'
import { CHANNEL, createAdminClient } from './support/admin-client.js'
import { startServer } from './support/start-server.js'

/** Three channels, `a`, `b` and `c`, with the ids 1 to 3. */
async function setUp() {
  const { url, store } = await startServer()
  const call = createAdminClient(url)
  for (const name of ['a', 'b', 'c']) {
    await call('POST', '/admin/channels', { ...CHANNEL, name, api_key: `sk-${name}-0123456789` })
  }
  const batch = (body: object) => call('POST', '/admin/channels/batch', body)
  const pick = async (field: 'enabled' | 'priority' | 'name') =>
    (await store.channels.list()).map((channel) => channel[field])
  return { call, store, batch, pick }
}

it('changes many channels at once and names those that are not there', async () => {
  const { batch, pick } = await setUp()
  const { json } = await batch({ ids: [1, 3, 3, 99], action: 'disable' })
  expect(json.data).toEqual({ changed: 2, missing: [99] })
  expect(await pick('enabled')).toEqual([false, true, false])
  await batch({ ids: [3], action: 'enable' })
  expect(await pick('enabled')).toEqual([false, true, true])
  await batch({ ids: [1, 2], action: 'priority', priority: 77 })
  expect(await pick('priority')).toEqual([77, 77, 10])
  await batch({ ids: [1, 2], action: 'delete' })
  expect(await pick('name')).toEqual(['c'])
  expect((await batch({ ids: [2, 3], action: 'clear_cooldown' })).json.data).toEqual({
    changed: 1,
    missing: [2],
  })
})

it.each([
  [{ ids: [], action: 'enable' }, 'ids'],
  [{ ids: ['1'], action: 'enable' }, 'ids[0]'],
  [{ action: 'enable' }, 'ids'],
  [{ ids: [1] }, 'action'],
  [{ ids: [1], action: 'explode' }, 'action'],
  [{ ids: [1], action: 'priority' }, 'priority'],
  [{ ids: [1], action: 'enable', priority: 1 }, 'priority'],
])('refuses the batch %j', async (body, field) => {
  const { batch, pick } = await setUp()
  const { status, json } = await batch(body)
  expect([status, json.field]).toEqual([400, field])
  expect(await pick('priority')).toEqual([10, 10, 10])
})

it('copies a channel with its keys, disabled, under a free name', async () => {
  const { call, store } = await setUp()
  const first = await call('POST', '/admin/channels/1/copy', {})
  expect(first.status).toBe(201)
  expect(first.json.data).toMatchObject({ id: 4, name: 'a (copy)', enabled: false, priority: 10 })
  const [original, copy] = [await store.channels.get(1), await store.channels.get(4)]
  expect(copy?.keys[0]?.secret).toEqual(original?.keys[0]?.secret)
  expect(copy?.keys[0]?.id).not.toBe(original?.keys[0]?.id)
  const second = await call('POST', '/admin/channels/4/copy', {})
  expect(second.json.data.name).toBe('a (copy 2)')
  expect((await call('POST', '/admin/channels/1/copy', { name: 'b' })).status).toBe(409)
  expect((await call('POST', '/admin/channels/99/copy', {})).status).toBe(404)
})

it('finds channels that share a name, a URL or a key', async () => {
  const { call } = await setUp()
  const check = async (body: object) =>
    (await call('POST', '/admin/channels/check-duplicate', body)).json.data
  expect(await check({ name: 'b', api_key: 'x, sk-c-0123456789' })).toEqual([
    { id: 2, name: 'b', same: ['name'] },
    { id: 3, name: 'c', same: ['api_key'] },
  ])
  const byUrl = await check({ url: 'https://API.example.com/' })
  expect(byUrl.map(({ same }: { same: string[] }) => same)).toEqual([['url'], ['url'], ['url']])
  expect(await check({ name: '', url: '', api_key: '' })).toEqual([])
})
