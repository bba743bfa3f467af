import { describe, expect, it } from 'vitest'
import { type Call, CHANNEL, createAdminClient } from './support/admin-client.js'
import { startServer } from './support/start-server.js'

const PATH = '/admin/tokens'
const NO_LIMITS = {
  requests_per_minute: null,
  concurrent: null,
  daily_cost_micro_usd: null,
  monthly_cost_micro_usd: null,
}
const UNUSED = {
  requests_today: 0,
  requests_in_flight: 0,
  cost_today_micro_usd: 0,
  cost_month_micro_usd: 0,
}
const FULL = {
  name: 'laptop',
  enabled: false,
  expires_at: '2030-01-31T12:00:00.000Z',
  models: ['claude-*'],
  channel_ids: [1],
  limits: {
    requests_per_minute: 60,
    concurrent: 4,
    daily_cost_micro_usd: 5_000_000,
    monthly_cost_micro_usd: 50_000_000,
  },
}

/** The admin's client of a server that has one channel. */
async function startAdmin(): Promise<Call> {
  const { url } = await startServer()
  const admin = createAdminClient(url)
  await admin('POST', '/admin/channels', CHANNEL)
  return admin
}

describe('creating a token', () => {
  it('takes a name, and shows the secret this once', async () => {
    const admin = await startAdmin()
    const created = await admin('POST', PATH, { name: 'laptop' })
    expect(created.status).toBe(201)
    expect(created.headers.get('etag')).toBe('"1"')
    expect(created.headers.get('cache-control')).toBe('no-store')
    const { secret, ...token } = created.json.data
    expect(secret).toMatch(/^ccl_[\w-]{43}$/)
    expect(token).toEqual({
      id: 1,
      name: 'laptop',
      prefix: secret.slice(0, 10),
      enabled: true,
      expires_at: null,
      models: null,
      channel_ids: null,
      limits: NO_LIMITS,
      usage: UNUSED,
      version: 1,
      created_at: token.created_at,
      updated_at: token.created_at,
      last_used_at: null,
    })
    expect((await admin('GET', `${PATH}/1`)).json.data).toEqual(token)
    expect((await admin('GET', PATH)).json).toEqual({ success: true, data: [token], count: 1 })
  })

  it('takes everything that can be set, and gives no two secrets alike', async () => {
    const admin = await startAdmin()
    const first = (await admin('POST', PATH, FULL)).json.data
    expect(first).toMatchObject(FULL)
    const second = (await admin('POST', PATH, { name: 'b' })).json.data
    expect(second.secret).not.toBe(first.secret)
  })

  it.each([
    [{}, 400, 'missing_field', 'name'],
    [{ name: ' ' }, 400, 'invalid_field', 'name'],
    [{ name: 'a\nb' }, 400, 'invalid_field', 'name'],
    [{ name: 'taken' }, 409, 'token_taken', 'name'],
    [{ name: 'a', secret: 'mine' }, 400, 'unknown_field', 'secret'],
    [{ name: 'a', digest: 'mine' }, 400, 'unknown_field', 'digest'],
    [{ name: 'a', enabled: 1 }, 400, 'invalid_field', 'enabled'],
    [{ name: 'a', expires_at: 'tomorrow' }, 400, 'invalid_field', 'expires_at'],
    [{ name: 'a', models: [] }, 400, 'invalid_field', 'models'],
    [{ name: 'a', models: [''] }, 400, 'invalid_field', 'models[0]'],
    [{ name: 'a', channel_ids: [1, 7] }, 400, 'invalid_field', 'channel_ids[1]'],
    [{ name: 'a', limits: { concurrent: 0 } }, 400, 'invalid_field', 'limits.concurrent'],
    [{ name: 'a', limits: { rpm: 1 } }, 400, 'unknown_field', 'limits.rpm'],
  ])('refuses %j', async (body, status, code, field) => {
    const admin = await startAdmin()
    await admin('POST', PATH, { name: 'taken' })
    const refusal = await admin('POST', PATH, body)
    expect(refusal.status).toBe(status)
    expect(refusal.json).toMatchObject({ success: false, code, field })
    expect(refusal.json.error).toContain(field)
    expect((await admin('GET', PATH)).json.count).toBe(1)
  })
})

describe('changing a token', () => {
  it('touches only what is named, within the limits too', async () => {
    const admin = await startAdmin()
    const { secret: _, ...before } = (await admin('POST', PATH, FULL)).json.data
    const patch = { enabled: true, limits: { concurrent: 9, daily_cost_micro_usd: null } }
    const changed = await admin('PATCH', `${PATH}/1`, patch)
    expect(changed.status).toBe(200)
    expect(changed.json.data).toEqual({
      ...before,
      enabled: true,
      limits: { ...FULL.limits, concurrent: 9, daily_cost_micro_usd: null },
      version: 2,
      updated_at: changed.json.data.updated_at,
    })
  })

  it('tells null, which is the default, from what is left out', async () => {
    const admin = await startAdmin()
    await admin('POST', PATH, FULL)
    const kept = (await admin('PATCH', `${PATH}/1`, { name: 'b' })).json.data
    expect(kept).toMatchObject({ ...FULL, name: 'b' })
    const all = { enabled: null, expires_at: null, models: null, channel_ids: null, limits: null }
    expect((await admin('PATCH', `${PATH}/1`, all)).json.data).toMatchObject({
      ...all,
      name: 'b',
      enabled: true,
      limits: NO_LIMITS,
    })
  })

  it('takes back what an answer showed', async () => {
    const admin = await startAdmin()
    await admin('POST', PATH, FULL)
    const { data } = (await admin('GET', `${PATH}/1`)).json
    const again = await admin('PATCH', `${PATH}/1`, data)
    expect(again.json.data).toMatchObject(FULL)
    expect((await admin('PATCH', `${PATH}/1`, { ...data, id: 2 })).json.field).toBe('id')
  })

  it('is refused where the token has been changed since', async () => {
    const admin = await startAdmin()
    await admin('POST', PATH, { name: 'a' })
    const change = (tag: string, name: string) =>
      admin('PATCH', `${PATH}/1`, { name }, { 'if-match': tag })
    expect((await change('"1"', 'b')).headers.get('etag')).toBe('"2"')
    const refusal = await change('"1"', 'c')
    expect([refusal.status, refusal.json.code]).toEqual([412, 'changed_meanwhile'])
    expect((await change('*', 'd')).json.data.name).toBe('d')
  })

  it('loses nothing where two change the limits at the same time', async () => {
    const admin = await startAdmin()
    await admin('POST', PATH, { name: 'a' })
    await Promise.all([
      admin('PATCH', `${PATH}/1`, { limits: { concurrent: 2 } }),
      admin('PATCH', `${PATH}/1`, { limits: { requests_per_minute: 3 } }),
    ])
    const { limits } = (await admin('GET', `${PATH}/1`)).json.data
    expect(limits).toEqual({ ...NO_LIMITS, concurrent: 2, requests_per_minute: 3 })
  })

  it('refuses a name that another one has, and ids that none has', async () => {
    const admin = await startAdmin()
    for (const name of ['a', 'b']) await admin('POST', PATH, { name })
    expect((await admin('PATCH', `${PATH}/2`, { name: 'a' })).status).toBe(409)
    for (const method of ['GET', 'PATCH', 'DELETE']) {
      const body = method === 'PATCH' ? { name: 'x' } : undefined
      expect((await admin(method, `${PATH}/9`, body)).status).toBe(404)
    }
  })
})

it('a deleted token is gone', async () => {
  const admin = await startAdmin()
  await admin('POST', PATH, { name: 'a' })
  expect((await admin('DELETE', `${PATH}/1`)).json).toEqual({ success: true })
  expect((await admin('GET', PATH)).json.data).toEqual([])
})
