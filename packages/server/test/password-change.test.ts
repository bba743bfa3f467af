import { expect, it } from 'vitest'
import { writePassword } from '../src/auth/stored-password.js'
import { createMemoryAdminStore } from '../src/state/memory-admin-store.js'
import { createClient, login } from './support/admin-client.js'
import { startServer } from './support/start-server.js'

const OLD = 'the old password'
const NEW = 'the new password'

async function setUp() {
  const adminStore = createMemoryAdminStore()
  await writePassword(adminStore, OLD)
  const { url } = await startServer({ adminStore, password: undefined })
  const cookie = await login(url, OLD)
  const change = (current_password: string, new_password: string) =>
    createClient(url, { cookie })('PUT', '/admin/password', { current_password, new_password })
  const status = async (headers: Record<string, string>) =>
    (await createClient(url, headers)('GET', '/admin/channels')).status
  return { url, cookie, change, status }
}

it('changes the password and ends all sessions, at once', async () => {
  const { url, cookie, change, status } = await setUp()
  expect(await status({ authorization: `Bearer ${OLD}` })).toBe(200)
  expect((await change(OLD, NEW)).json).toEqual({ success: true })
  expect(await status({ cookie })).toBe(401)
  expect(await status({ authorization: `Bearer ${OLD}` })).toBe(401)
  expect(await status({ authorization: `Bearer ${NEW}` })).toBe(200)
  expect(await status({ cookie: await login(url, NEW) })).toBe(200)
})

it.each([
  ['wrong', NEW, 403, 'current_password'],
  [OLD, 'admin', 400, 'new_password'],
  [OLD, '', 400, 'new_password'],
])('refuses the change from %j to %j', async (current, changed, code, field) => {
  const { cookie, change, status } = await setUp()
  const answer = await change(current, changed)
  expect([answer.status, answer.json.field]).toEqual([code, field])
  expect(await status({ cookie })).toBe(200)
})

it('throttles guessing the current password with a stolen session', async () => {
  const { change } = await setUp()
  const statuses: number[] = []
  for (let i = 0; i < 6; i++) statuses.push((await change(`guess ${i}`, NEW)).status)
  expect(statuses).toEqual([403, 403, 403, 403, 403, 429])
})

it('leaves a password that is set from outside alone', async () => {
  const { url } = await startServer({ password: OLD })
  const call = createClient(url, { authorization: `Bearer ${OLD}` })
  const body = { current_password: OLD, new_password: NEW }
  const { status, json } = await call('PUT', '/admin/password', body)
  expect([status, json.code]).toEqual([409, 'set_elsewhere'])
})

it('does not start without any password', async () => {
  await expect(startServer({ password: undefined })).rejects.toMatchObject({
    code: 'invalid_option',
  })
})
