import { expect, it } from 'vitest'
import { createClient, login } from './support/admin-client.js'
import { PASSWORD, startServer } from './support/start-server.js'

it('opens a session with the password, in a cookie that scripts cannot read', async () => {
  const { url } = await startServer()
  const call = createClient(url)
  const answer = await call('POST', '/login', { password: PASSWORD })
  expect(answer.status).toBe(200)
  expect(answer.json).toEqual({ success: true, data: { expires_at: expect.stringMatching(/Z$/) } })
  const [cookie, ...attributes] = (answer.headers.get('set-cookie') ?? '').split('; ')
  expect(cookie).toMatch(/^ccload_session=[\w-]{43}$/)
  expect(attributes.sort()).toEqual(['HttpOnly', 'Max-Age=86400', 'Path=/', 'SameSite=Strict'])
  const channels = await call('GET', '/admin/channels', undefined, { cookie: cookie ?? '' })
  expect(channels.json).toEqual({ success: true, data: [], count: 0 })
})

it('tells whether a session is good', async () => {
  const { url } = await startServer()
  const known = createClient(url, { cookie: await login(url) })
  expect((await known('GET', '/admin/session')).json).toEqual({ success: true })
  expect((await createClient(url)('GET', '/admin/session')).status).toBe(401)
})

it('marks the cookie secure behind https', async () => {
  const { url } = await startServer({ trustProxy: 1 })
  const call = createClient(url, { 'x-forwarded-proto': 'https' })
  const { headers } = await call('POST', '/login', { password: PASSWORD })
  expect(headers.get('set-cookie')).toContain('; Secure')
})

it.each([
  ['no body', undefined, 400],
  ['no JSON', '{"password":', 400],
  ['no password', {}, 400],
  ['an empty password', { password: '' }, 400],
  ['a password that is no string', { password: { $ne: 1 } }, 400],
  ['an unknown field', { password: PASSWORD, user: 'x' }, 400],
  ['a wrong password', { password: 'wrong' }, 401],
  ['another case', { password: PASSWORD.toUpperCase() }, 401],
  ['a body that is too large', { password: 'x'.repeat(9000) }, 413],
])('refuses %s', async (_name, body, status) => {
  const { url } = await startServer()
  const answer = await createClient(url)('POST', '/login', body)
  expect(answer.status).toBe(status)
  expect(answer.json).toMatchObject({ success: false, error: expect.any(String) })
  expect(answer.headers.get('set-cookie')).toBeNull()
})

it('knows no way in but POST', async () => {
  const { url } = await startServer()
  for (const path of ['/login', '/logout']) {
    const answer = await createClient(url)('GET', path)
    expect([answer.status, answer.headers.get('allow')]).toEqual([405, 'POST'])
  }
})

it('ends the session with logout, in the store and in the browser', async () => {
  const { url } = await startServer()
  const cookie = await login(url)
  const call = createClient(url, { cookie })
  const out = await call('POST', '/logout')
  expect(out.json).toEqual({ success: true })
  expect(out.headers.get('set-cookie')).toMatch(/^ccload_session=; Max-Age=0/)
  expect((await call('GET', '/admin/channels')).status).toBe(401)
})

it('accepts logout without a session', async () => {
  const { url } = await startServer()
  expect((await createClient(url)('POST', '/logout')).status).toBe(200)
})

it('lets scripts in with the password as bearer', async () => {
  const { url } = await startServer({ password: 'pässwörd für alle' })
  const authorization = `Bearer ${Buffer.from('pässwörd für alle').toString('latin1')}`
  const call = createClient(url, { authorization })
  expect((await call('GET', '/admin/channels')).status).toBe(200)
})

it.each(['Bearer wrong', 'Bearer', 'Basic YWRtaW46YWRtaW4=', ''])(
  'refuses authorization: %j, with a session too',
  async (authorization) => {
    const { url } = await startServer()
    const cookie = await login(url)
    const answer = await createClient(url, { authorization, cookie })('GET', '/admin/channels')
    expect(answer.status).toBe(401)
    expect(answer.headers.get('www-authenticate')).toBe('Bearer realm="ccload admin"')
  },
)

it('slows guessing down, at the login and as bearer together', async () => {
  const clock = { now: 1_800_000_000_000 }
  const { url } = await startServer({ now: () => clock.now })
  const call = createClient(url)
  for (let i = 0; i < 3; i++) await call('POST', '/login', { password: `guess ${i}` })
  for (let i = 3; i < 5; i++) {
    await call('GET', '/admin/channels', undefined, { authorization: `Bearer guess ${i}` })
  }
  const blocked = await call('POST', '/login', { password: PASSWORD })
  expect(blocked.status).toBe(429)
  expect(blocked.headers.get('retry-after')).toBe('900')
  const bearer = { authorization: `Bearer ${PASSWORD}` }
  expect((await call('GET', '/admin/channels', undefined, bearer)).status).toBe(429)
  clock.now += 900_000
  expect((await call('POST', '/login', { password: PASSWORD })).status).toBe(200)
})

it('does not let a forged x-forwarded-for start afresh', async () => {
  const { url } = await startServer()
  const statuses: number[] = []
  for (let i = 0; i < 6; i++) {
    const headers = { 'x-forwarded-for': `203.0.113.${i}` }
    statuses.push((await createClient(url, headers)('POST', '/login', { password: 'x' })).status)
  }
  expect(statuses).toEqual([401, 401, 401, 401, 401, 429])
})

it('keeps a session alive while it is used, and the cookie with it', async () => {
  const clock = { now: 1_800_000_000_000 }
  const { url } = await startServer({ now: () => clock.now })
  const cookie = await login(url)
  const call = createClient(url, { cookie })
  clock.now += 23 * 3_600_000
  const used = await call('GET', '/admin/channels')
  expect(used.headers.get('set-cookie')).toContain(cookie)
  clock.now += 23 * 3_600_000
  expect((await call('GET', '/admin/channels')).status).toBe(200)
  clock.now += 24 * 3_600_000
  expect((await call('GET', '/admin/channels')).status).toBe(401)
})
