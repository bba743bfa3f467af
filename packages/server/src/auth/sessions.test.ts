import { expect, it } from 'vitest'
import { createMemoryAdminStore } from '../state/memory-admin-store.js'
import { createSessions, SESSION_MS } from './sessions.js'

function setUp() {
  const clock = { now: 1_000_000 }
  const { sessions: store } = createMemoryAdminStore()
  return { clock, store, sessions: createSessions({ store, now: () => clock.now }) }
}

it('lasts for 24 hours without use', async () => {
  const { clock, sessions } = setUp()
  const { token, expiresAt } = await sessions.open()
  expect(expiresAt).toBe(clock.now + SESSION_MS)
  clock.now += SESSION_MS
  expect(await sessions.use(token)).toBeUndefined()
})

it('is extended by use, at most every ten minutes', async () => {
  const { clock, sessions } = setUp()
  const { token, expiresAt } = await sessions.open()
  clock.now += 599_000
  expect(await sessions.use(token)).toEqual({ token, expiresAt, extended: false })
  clock.now += 1000
  const used = await sessions.use(token)
  expect(used).toEqual({ token, expiresAt: expiresAt + 600_000, extended: true })
  clock.now += SESSION_MS - 1
  expect(await sessions.use(token)).toBeDefined()
})

it('ends with close', async () => {
  const { sessions } = setUp()
  const [a, b] = [await sessions.open(), await sessions.open()]
  await sessions.close(a.token)
  expect(await sessions.use(a.token)).toBeUndefined()
  expect(await sessions.use(b.token)).toBeDefined()
})

it('is not brought back by a use that crosses its end', async () => {
  const { clock, sessions, store } = setUp()
  const { token } = await sessions.open()
  clock.now += 3_600_000
  const extend = store.extend
  store.extend = async (session) => {
    await store.removeAll()
    await extend(session)
  }
  await sessions.use(token)
  expect(await sessions.use(token)).toBeUndefined()
})

it.each(['', 'x', '__proto__', 'a'.repeat(43), "' or 1=1 --"])(
  'does not know %j',
  async (token) => {
    const { sessions } = setUp()
    await sessions.open()
    expect(await sessions.use(token)).toBeUndefined()
  },
)

it('does not accept what is stored in place of the token', async () => {
  const { sessions, store } = setUp()
  const stored: string[] = []
  const save = store.save
  store.save = async (session) => {
    stored.push(session.tokenHash)
    await save(session)
  }
  const { token } = await sessions.open()
  expect(stored).toHaveLength(1)
  expect(stored[0]).not.toContain(token)
  expect(await sessions.use(stored[0] ?? '')).toBeUndefined()
})
