import { expect, it } from 'vitest'
import { CHANNEL, createAdminClient, createClient, login } from './support/admin-client.js'
import { PASSWORD, startServer } from './support/start-server.js'

const CROSS_SITE = [
  { 'sec-fetch-site': 'cross-site' },
  { 'sec-fetch-site': 'same-site' },
  { origin: 'https://evil.example' },
  { origin: 'null' },
]

it.each(CROSS_SITE)('refuses a change with a session from another site: %j', async (headers) => {
  const { url, store } = await startServer()
  const cookie = await login(url)
  const call = createClient(url, { cookie, ...headers })
  expect((await call('POST', '/admin/channels', CHANNEL)).status).toBe(403)
  expect((await call('DELETE', '/admin/cooldowns')).status).toBe(403)
  expect(await store.channels.list()).toEqual([])
})

it.each(CROSS_SITE)('refuses login and logout from another site: %j', async (headers) => {
  const { url } = await startServer()
  const cookie = await login(url)
  const foreign = createClient(url, { cookie, ...headers })
  expect((await foreign('POST', '/login', { password: PASSWORD })).status).toBe(403)
  expect((await foreign('POST', '/logout')).status).toBe(403)
  expect((await createClient(url, { cookie })('GET', '/admin/channels')).status).toBe(200)
})

it('takes no file from another site, though it may be plain text', async () => {
  const { url, store } = await startServer()
  const cookie = await login(url)
  const file = 'name,api_key,url,models\na,sk-a,https://a.example.com,m\n'
  for (const headers of [...CROSS_SITE, {}]) {
    const call = createClient(url, { cookie, ...headers })
    const type = { 'content-type': 'text/plain' }
    const { status } = await call('POST', '/admin/import/channels', file, type)
    expect(status).toBe(Object.keys(headers).length === 0 ? 200 : 403)
    expect(await store.channels.list()).toHaveLength(status === 200 ? 1 : 0)
  }
})

it('accepts a change from its own page', async () => {
  const { url } = await startServer()
  const headers = { cookie: await login(url), 'sec-fetch-site': 'same-origin', origin: url }
  expect((await createClient(url, headers)('POST', '/admin/channels', CHANNEL)).status).toBe(201)
})

it('refuses JSON in the guise of a form', async () => {
  const { url } = await startServer()
  const call = createAdminClient(url)
  for (const type of ['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data']) {
    const headers = { 'content-type': type }
    const answer = await call('POST', '/admin/channels', JSON.stringify(CHANNEL), headers)
    expect([type, answer.status]).toEqual([type, 415])
  }
})

it('sends no CORS header, whoever asks', async () => {
  const { url } = await startServer()
  const headers = { origin: 'https://evil.example', 'access-control-request-method': 'POST' }
  for (const [method, path] of [
    ['OPTIONS', '/admin/channels'],
    ['OPTIONS', '/login'],
    ['GET', '/healthz'],
    ['GET', '/web/'],
  ] as const) {
    const answer = await createAdminClient(url)(method, path, undefined, headers)
    const cors = [...answer.headers.keys()].filter((name) => name.startsWith('access-control'))
    expect(cors).toEqual([])
  }
})
