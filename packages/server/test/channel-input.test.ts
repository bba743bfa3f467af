import { expect, it } from 'vitest'
import { CHANNEL, createAdminClient } from './support/admin-client.js'
import { startServer } from './support/start-server.js'

const { name: _name, ...NAMELESS } = CHANNEL

it.each([
  ['no name', NAMELESS, 'name', 'name: is required'],
  ['an empty name', { ...CHANNEL, name: ' ' }, 'name', 'name: must not be empty'],
  ['a name with control characters', { ...CHANNEL, name: 'a\u0007b' }, 'name'],
  ['a long name', { ...CHANNEL, name: 'x'.repeat(101) }, 'name'],
  ['a name that is no text', { ...CHANNEL, name: 7 }, 'name', 'name: must be a string'],
  ['no key', { ...CHANNEL, api_key: undefined }, 'api_key', 'api_key: is required'],
  ['an empty key', { ...CHANNEL, api_key: '' }, 'api_key', 'api_key: is required'],
  ['no model', { ...CHANNEL, models: [] }, 'models', 'models: must not be empty'],
  ['models as text', { ...CHANNEL, models: 'a,b' }, 'models', 'models: must be a list'],
  ['an empty model', { ...CHANNEL, models: ['a', ''] }, 'models[1]'],
  ['a fractional priority', { ...CHANNEL, priority: 1.5 }, 'priority'],
  ['a huge priority', { ...CHANNEL, priority: 1e9 }, 'priority'],
  ['priority as text', { ...CHANNEL, priority: '1' }, 'priority'],
  ['no weight at all', { ...CHANNEL, weight: 0 }, 'weight', 'weight: must be at least 1'],
  ['enabled as text', { ...CHANNEL, enabled: 'yes' }, 'enabled', 'enabled: must be true or false'],
  ['an unknown strategy', { ...CHANNEL, key_strategy: 'best' }, 'key_strategy'],
  ['an unknown field', { ...CHANNEL, colour: 'red' }, 'colour', 'colour: is no known field'],
  ['aliases as a list', { ...CHANNEL, aliases: ['a'] }, 'aliases'],
  ['an alias to nothing', { ...CHANNEL, aliases: { a: '' } }, 'aliases.a'],
  ['a URL with credentials', { ...CHANNEL, url: 'https://a:b@c.example' }, 'url'],
  ['a URL of another scheme', { ...CHANNEL, url: 'file:///etc/passwd' }, 'url'],
  ['a metadata service', { ...CHANNEL, url: 'http://169.254.169.254' }, 'url'],
  ['a URL with /v1', { ...CHANNEL, url: 'https://a.example/v1' }, 'url'],
])('refuses %s and names the field', async (_name, body, field, error?: string) => {
  const { url, store } = await startServer()
  const answer = await createAdminClient(url)('POST', '/admin/channels', body)
  expect(answer.status).toBe(400)
  expect(answer.json).toMatchObject({ success: false, field })
  expect(answer.json.error).toContain(error ?? `${field}: `)
  expect(answer.json.code).toMatch(/^(missing|invalid|unknown)_field$/)
  expect(await store.channels.list()).toEqual([])
})

it.each([
  ['nothing', undefined, 400],
  ['broken JSON', '{"name":', 400],
  ['a list', '[]', 400],
  ['null', 'null', 400],
  ['text', '"x"', 400],
  ['10,000 nested lists', '['.repeat(10_000) + ']'.repeat(10_000), 400],
  ['nesting in a field', `{"models":${'['.repeat(10_000)}${']'.repeat(10_000)}}`, 400],
  ['more than a megabyte', JSON.stringify({ name: 'x'.repeat(1_100_000) }), 413],
])('refuses %s as a body', async (_name, body, status) => {
  const { url } = await startServer()
  const answer = await createAdminClient(url)('POST', '/admin/channels', body)
  expect(answer.status).toBe(status)
  expect(answer.json).toMatchObject({ success: false, error: expect.any(String) })
})

it('refuses names that would reach into a prototype', async () => {
  const { url } = await startServer()
  const call = createAdminClient(url)
  const post = (extra: string) =>
    call('POST', '/admin/channels', `{${JSON.stringify(CHANNEL).slice(1, -1)},${extra}}`)
  for (const extra of [
    '"__proto__":{"enabled":false}',
    '"constructor":{"prototype":{}}',
    '"aliases":{"__proto__":"x"}',
  ]) {
    expect((await post(extra)).status).toBe(400)
  }
  const { json } = await post('"aliases":{"constructor":"x","toString":"y"}')
  expect(json.data.aliases).toEqual({ constructor: 'x', toString: 'y' })
  expect(({} as { enabled?: boolean }).enabled).toBeUndefined()
})

it('closes private addresses on demand', async () => {
  const { url } = await startServer({ settings: { blockPrivateUpstreams: true } })
  const body = { ...CHANNEL, url: 'http://192.168.1.5:8080' }
  const { json } = await createAdminClient(url)('POST', '/admin/channels', body)
  expect(json).toMatchObject({ field: 'url', error: 'url: 192.168.1.5 is a private address' })
})

it.each([
  ['GET', '/admin/channels/99', 404],
  ['PUT', '/admin/channels/99', 404, CHANNEL],
  ['PATCH', '/admin/channels/99', 404, {}],
  ['DELETE', '/admin/channels/99', 404],
  ['GET', '/admin/channels/abc', 400],
  ['GET', '/admin/channels/1e3', 400],
  ['GET', '/admin/channels/-1', 400],
  ['GET', '/admin/channels/%00', 400],
  ['GET', '/admin/channels/%zz', 400],
  ['GET', '/admin/channels/99999999999999999999', 400],
  ['GET', '/admin/channels/', 404],
  ['GET', '/admin/nothing', 404],
  ['GET', '/admin/channels?x=1', 400],
  ['POST', '/admin/channels/1', 405, {}],
  ['DELETE', '/admin/channels', 405],
  ['PATCH', '/admin/cooldowns', 405, {}],
])('answers %s %s with %i', async (method, path, status, body?: object) => {
  const { url } = await startServer()
  const answer = await createAdminClient(url)(method, path, body)
  expect(answer.status).toBe(status)
  expect(answer.json.success).toBe(false)
  if (status === 405) expect(answer.headers.get('allow')).toMatch(/^[A-Z, ]+$/)
})
