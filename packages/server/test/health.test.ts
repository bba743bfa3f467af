import { createMemoryStore, silentLogger } from '@ccload/core'
import { expect, it } from 'vitest'
import { createAdminClient, createClient } from './support/admin-client.js'
import { startServer } from './support/start-server.js'

const CANARY = 'SQLITE_CORRUPT: secrets of table channels'

/** A store that works at first and can be broken. */
function fragileStore() {
  const store = createMemoryStore()
  const fail = async () => {
    throw new Error(CANARY)
  }
  const breakDown = () => {
    for (const part of [store.channels, store.cooldowns, store.logs] as object[]) {
      for (const method of ['list', 'get', 'create', 'update', 'remove']) {
        if (method in part) Object.assign(part, { [method]: fail })
      }
    }
  }
  return { store, breakDown }
}

it('is alive and ready, and says no more', async () => {
  const { url } = await startServer()
  const call = createClient(url)
  expect((await call('GET', '/healthz')).json).toEqual({ status: 'ok' })
  const ready = await call('GET', '/readyz')
  expect([ready.status, ready.json]).toEqual([200, { status: 'ready' }])
})

it('is alive but not ready without its store, and recovers', async () => {
  const { store, breakDown } = fragileStore()
  const clock = { now: 0 }
  const { url } = await startServer({ store, now: () => clock.now })
  const call = createClient(url)
  const working = store.cooldowns.list
  breakDown()
  expect((await call('GET', '/healthz')).status).toBe(200)
  const broken = await call('GET', '/readyz')
  expect([broken.status, broken.json]).toEqual([503, { status: 'not ready' }])
  Object.assign(store.cooldowns, { list: working })
  expect((await call('GET', '/readyz')).status).toBe(503)
  clock.now += 1000
  expect((await call('GET', '/readyz')).status).toBe(200)
})

it.each([
  ['GET', '/admin/channels'],
  ['GET', '/admin/channels/1'],
  ['DELETE', '/admin/channels/1'],
  ['GET', '/admin/logs'],
])(
  'tells nothing of what broke in %s %s, but logs it under the id it tells',
  async (method, path) => {
    const { store, breakDown } = fragileStore()
    const errors: object[] = []
    const logger = { ...silentLogger, error: (fields: object) => void errors.push(fields) }
    const { url } = await startServer({ store, logger })
    breakDown()
    const answer = await createAdminClient(url)(method, path)
    expect(answer.status).toBe(500)
    expect(answer.json).toMatchObject({ success: false, code: 'internal_error' })
    expect(answer.text).not.toContain('SQLITE')
    const id = /\(([\w-]{36})\)/.exec(answer.json.error)?.[1]
    expect(errors).toMatchObject([{ id, method, path, err: { message: CANARY } }])
  },
)
