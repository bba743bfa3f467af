import { type CooldownTarget, createMemoryStore } from '@ccload/core'
import { expect, it } from 'vitest'
import { createAdminClient } from './support/admin-client.js'
import { startServer } from './support/start-server.js'

const MINUTE = 60_000

/** Two channels with two keys and one key, and the cooldowns that a proxy loads at its start. */
async function setUp(...targets: Partial<CooldownTarget>[]) {
  const base = { url: 'https://api.example.com', models: ['m'] }
  const store = createMemoryStore({
    channels: [
      { ...base, name: 'two', keys: [{ secret: 'k1' }, { secret: 'k2' }] },
      { ...base, name: 'one', keys: [{ secret: 'k3' }] },
    ],
  })
  const until = Date.now() + 5 * MINUTE
  const rest = { until, durationMs: 5 * MINUTE, cause: 'rate-limit' } as const
  await store.cooldowns.save(
    targets.map((target) => ({
      scope: 'channel',
      channelId: 1,
      keyId: null,
      model: null,
      ...rest,
      ...target,
    })),
    [],
  )
  const { url } = await startServer({ store })
  return { call: createAdminClient(url), until: new Date(until).toISOString() }
}

it('lists what rests, why and how long', async () => {
  const { call, until } = await setUp({ scope: 'model', channelId: 2, model: 'm' })
  const { json } = await call('GET', '/admin/cooldowns')
  expect(json).toEqual({
    success: true,
    count: 1,
    data: [
      {
        channel_id: 2,
        channel_name: 'one',
        scope: 'model',
        key_id: null,
        model: 'm',
        cause: 'rate-limit',
        until,
        remaining_ms: expect.any(Number),
        duration_ms: 5 * MINUTE,
      },
    ],
  })
  expect(json.data[0].remaining_ms).toBeGreaterThan(4 * MINUTE)
})

it('shows on the channel when it will serve again', async () => {
  const { call, until } = await setUp({ channelId: 1 })
  const { data } = (await call('GET', '/admin/channels')).json
  expect(data[0]).toMatchObject({ cooldown_until: until })
  expect(data[0].cooldown_remaining_ms).toBeGreaterThan(4 * MINUTE)
  expect(data[1]).not.toHaveProperty('cooldown_until')
})

it('counts a channel as resting when each of its keys is', async () => {
  const { call } = await setUp(
    { scope: 'key', channelId: 1, keyId: 1 },
    { scope: 'key', channelId: 2, keyId: 3 },
  )
  const { data } = (await call('GET', '/admin/channels')).json
  expect(data.map((channel: object) => 'cooldown_until' in channel)).toEqual([false, true])
})

it('ends the cooldowns of one channel, or all', async () => {
  const { call } = await setUp({ channelId: 1 }, { scope: 'key', channelId: 2, keyId: 3 })
  const one = await call('DELETE', '/admin/cooldowns/1')
  expect(one.json).toEqual({ success: true, data: { cleared: 1 } })
  expect((await call('GET', '/admin/cooldowns')).json.count).toBe(1)
  const all = await call('DELETE', '/admin/cooldowns')
  expect(all.json).toEqual({ success: true, data: { cleared: 1 } })
  expect((await call('GET', '/admin/cooldowns')).json).toEqual({
    success: true,
    data: [],
    count: 0,
  })
})

it('knows no cooldown of a channel that is not there', async () => {
  const { call } = await setUp()
  expect((await call('DELETE', '/admin/cooldowns/99')).status).toBe(404)
  expect((await call('DELETE', '/admin/cooldowns/x')).status).toBe(400)
})
