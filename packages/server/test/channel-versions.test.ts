import { createMemoryStore, type Store } from '@ccload/core'
import { expect, it } from 'vitest'
import { CHANNEL, createAdminClient } from './support/admin-client.js'
import { startServer } from './support/start-server.js'

/** A server whose store somebody else changes, between its look at a channel and its write. */
async function setUp() {
  const store = createMemoryStore()
  let meanwhile: (() => Promise<unknown>) | undefined
  const shared: Store = {
    ...store,
    channels: {
      ...store.channels,
      async update(id, patch, ifVersion) {
        const change = meanwhile
        meanwhile = undefined
        await change?.()
        return store.channels.update(id, patch, ifVersion)
      },
    },
  }
  const { url } = await startServer({ store: shared })
  const call = createAdminClient(url)
  await call('POST', '/admin/channels', CHANNEL)
  return {
    store,
    call,
    meanwhile: (change: () => Promise<unknown>) => {
      meanwhile = change
    },
  }
}

it('refuses a change in the very moment of another, where a version was named', async () => {
  const { call, store, meanwhile } = await setUp()
  meanwhile(() => store.channels.update(1, { priority: 77 }))
  const { status, json } = await call(
    'PATCH',
    '/admin/channels/1',
    { weight: 5 },
    { 'if-match': '"1"' },
  )
  expect(status).toBe(412)
  expect(json).toMatchObject({ success: false, code: 'changed_meanwhile' })
  expect(await store.channels.get(1)).toMatchObject({ priority: 77, weight: 1 })
})

it('makes both changes, where none was named', async () => {
  const { call, store, meanwhile } = await setUp()
  meanwhile(() => store.channels.update(1, { aliases: { a: 'b' } }))
  const { status, headers } = await call('PATCH', '/admin/channels/1', { aliases: { c: 'd' } })
  expect([status, headers.get('etag')]).toEqual([200, '"3"'])
  expect(await store.channels.get(1)).toMatchObject({ aliases: { a: 'b', c: 'd' } })
})

it('says that a channel is gone, if it went in that moment', async () => {
  const { call, store, meanwhile } = await setUp()
  meanwhile(() => store.channels.remove(1))
  expect((await call('PATCH', '/admin/channels/1', { weight: 5 })).status).toBe(404)
})

it.each([
  ['"1"', 200],
  ['*', 200],
  ['"7", "1"', 200],
  ['"2"', 412],
  ['W/"1"', 412],
  ['1', 412],
  ['nonsense', 412],
])('knows the version 1 by if-match: %s', async (ifMatch, status) => {
  const { call } = await setUp()
  for (const [method, body] of [
    ['PATCH', { weight: 5 }],
    ['PUT', CHANNEL],
  ] as const) {
    const { call: fresh } = await setUp()
    const answer = await fresh(method, '/admin/channels/1', body, { 'if-match': ifMatch })
    expect(answer.status).toBe(status)
  }
  expect((await call('GET', '/admin/channels/1')).headers.get('etag')).toBe('"1"')
})
