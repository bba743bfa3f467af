import { expect, it } from 'vitest'
import { CHANNEL, createAdminClient } from './support/admin-client.js'
import { startServer } from './support/start-server.js'

const FIRST = 'sk-ant-first-0123456789'
const SECOND = 'sk-ant-second-0123456789'
const THIRD = 'sk-ant-third-0123456789'

/** A channel with two keys; the first has a note, the second is disabled. */
async function setUp() {
  const { url, store } = await startServer()
  const call = createAdminClient(url)
  const keys = [
    { api_key: FIRST, note: 'mine' },
    { api_key: SECOND, enabled: false },
  ]
  const { name, models } = CHANNEL
  await call('POST', '/admin/channels', { name, models, url: CHANNEL.url, keys })
  const read = async () => (await store.channels.get(1))?.keys ?? []
  const [first, second] = await read()
  const patch = (body: object) => call('PATCH', '/admin/channels/1', body)
  return { read, patch, first, second, ids: [first?.id, second?.id] }
}

it('keeps keys whose masked form comes back', async () => {
  const { read, patch, first, second } = await setUp()
  for (const body of [
    { api_key: '' },
    { api_key: 'sk-a****6789,sk-a****6789' },
    { keys: [{ id: first?.id }, { id: second?.id, api_key: 'sk-a****6789' }] },
  ]) {
    expect((await patch(body)).status).toBe(200)
    expect(await read()).toEqual([first, second])
  }
})

it('replaces one key in the text and keeps the other', async () => {
  const { read, patch, first } = await setUp()
  await patch({ api_key: `sk-a****6789,${THIRD}` })
  const [kept, fresh] = await read()
  expect(kept).toEqual(first)
  expect(fresh).toMatchObject({ secret: THIRD, enabled: true, note: '' })
})

it('recognises a key that is sent in plain', async () => {
  const { read, patch, first, second } = await setUp()
  await patch({ api_key: `${SECOND}, ${FIRST}` })
  expect(await read()).toEqual([second, first])
})

it('changes a key in the list without a new secret', async () => {
  const { read, patch, first, second } = await setUp()
  await patch({ keys: [{ id: second?.id, enabled: true, note: 'back' }, { id: first?.id }] })
  expect(await read()).toEqual([{ ...second, enabled: true, note: 'back' }, first])
})

it('gives a key a new secret under its old id', async () => {
  const { read, patch, first, second } = await setUp()
  await patch({ keys: [{ id: first?.id, api_key: THIRD }, { id: second?.id }] })
  expect(await read()).toEqual([{ ...first, secret: THIRD }, second])
})

it('follows the spelling that was changed, when an answer is edited and sent back', async () => {
  const { read, patch, first, second } = await setUp()
  const shown = [{ id: first?.id, api_key: 'sk-a****6789' }, { id: second?.id }]
  await patch({ api_key: THIRD, keys: shown })
  expect((await read()).map(({ secret }) => secret)).toEqual([THIRD])
})

it.each([
  ['a masked key of nobody', { api_key: 'zz-z****9999' }, 'api_key'],
  ['a key with a line break', { api_key: 'sk-ant-0123456789\r\nx-evil: 1' }, 'api_key'],
  ['a key with a letter that no header can hold', { api_key: 'sk-ключ-0123456789' }, 'api_key'],
  ['an unknown key id', { keys: [{ id: 999 }] }, 'keys[0].id'],
  ['a new entry without a key', { keys: [{ note: 'x' }] }, 'keys[0].api_key'],
  ['a new entry with a masked key', { keys: [{ api_key: '****' }] }, 'keys[0].api_key'],
  ['an unknown field of a key', { keys: [{ api_key: THIRD, secret: 'x' }] }, 'keys[0].secret'],
  ['two different wishes', { api_key: THIRD, keys: [{ api_key: FIRST }] }, 'keys'],
])('refuses %s', async (_name, body, field) => {
  const { read, patch, first, second } = await setUp()
  const { status, json } = await patch(body)
  expect(status).toBe(400)
  expect(json.field).toBe(field)
  expect(await read()).toEqual([first, second])
})

it('refuses the same key id twice', async () => {
  const { patch, ids } = await setUp()
  const { json } = await patch({ keys: [{ id: ids[0] }, { id: ids[0] }] })
  expect(json).toMatchObject({ field: 'keys[1].id', error: 'keys[1].id: is named twice' })
})

it('refuses a masked key for a new channel', async () => {
  const { url } = await startServer()
  const body = { ...CHANNEL, api_key: 'sk-a****6789' }
  const { status, json } = await createAdminClient(url)('POST', '/admin/channels', body)
  expect([status, json.field]).toEqual([400, 'api_key'])
})
