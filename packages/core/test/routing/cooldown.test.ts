import { expect, test } from 'vitest'
import { createRig, draft, failure, type Rig } from './virtual.js'

const MINUTE = 60_000

function remaining(rig: Rig): number[] {
  return rig.routing.cooldowns.list(rig.clock.now()).map(({ until }) => until - rig.clock.now())
}

test('each failure after the last cooldown doubles the next one, up to 30 minutes', async () => {
  const rig = await createRig([draft('a')])
  const seconds: number[] = []
  for (let failures = 0; failures < 13; failures += 1) {
    rig.begin()?.end(failure())
    const [ms = 0] = remaining(rig)
    seconds.push(ms / 1000)
    rig.clock.advance(ms)
  }
  expect(seconds).toEqual([1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024, 1800, 1800])
})

test('failures that were under way together are one step', async () => {
  const rig = await createRig([draft('a')])
  const open = Array.from({ length: 5 }, () => rig.begin())
  for (const attempt of open) {
    rig.clock.advance(10)
    attempt?.end(failure())
  }
  expect(remaining(rig)).toEqual([1_000 - 40])
})

test('a success starts the ladder anew', async () => {
  const rig = await createRig([draft('a')])
  for (const wait of [1_000, 2_000]) {
    rig.begin()?.end(failure())
    rig.clock.advance(wait)
  }
  rig.run()
  rig.clock.advance(1)
  rig.begin()?.end(failure())
  expect(remaining(rig)).toEqual([1_000])
})

test('a success ends the cooldowns of its channel, key and model, and no others', async () => {
  const rig = await createRig([draft('a'), draft('b')])
  const both = [rig.begin(), rig.begin()]
  rig.clock.advance(1)
  for (const attempt of both) {
    attempt?.end(failure('channel'))
    attempt?.end(failure('key', 'rate-limit'))
    attempt?.end(failure('model', 'overloaded'))
  }
  expect(rig.routing.cooldowns.list(rig.clock.now())).toHaveLength(6)
  const lone = rig.begin()
  expect(lone?.name).toBe('a')
  lone?.end()
  const left = rig.routing.cooldowns.list(rig.clock.now())
  expect(left.map(({ channelId, scope }) => `${channelId} ${scope}`).sort()).toEqual([
    '2 channel',
    '2 key',
    '2 model',
  ])
})

test('the success of an attempt from before the failure proves nothing', async () => {
  const rig = await createRig([draft('a')])
  const longStream = rig.begin()
  rig.clock.advance(10)
  rig.begin()?.end(failure('key', 'quota', rig.clock.now() + 5 * 60 * MINUTE))
  rig.clock.advance(MINUTE)
  longStream?.answered()
  longStream?.end()
  expect(remaining(rig)).toEqual([5 * 60 * MINUTE - MINUTE])
})

test('counting tokens neither ends a cooldown nor starts a ladder anew', async () => {
  const rig = await createRig([draft('a')])
  rig.begin()?.end(failure('model', 'overloaded'))
  rig.clock.advance(10)
  const count = rig.begin({ endpoint: 'count_tokens' })
  count?.answered()
  count?.end({ action: 'relay', clear: false })
  expect(remaining(rig)).toEqual([990])
})

test('a time that the upstream names beats the ladder, and does not climb it', async () => {
  const rig = await createRig([draft('a')])
  rig.begin()?.end(failure('key', 'rate-limit', rig.clock.now() + 20_000))
  expect(remaining(rig)).toEqual([20_000])
  rig.clock.advance(20_000)
  rig.begin()?.end(failure('key', 'rate-limit'))
  expect(remaining(rig)).toEqual([1_000])
})

test('a time that the upstream names is capped', async () => {
  const rig = await createRig([draft('a')], { settings: { maxResetMs: 60 * MINUTE } })
  rig.begin()?.end(failure('key', 'quota', rig.clock.now() + 18 * 24 * 60 * MINUTE))
  expect(remaining(rig)).toEqual([60 * MINUTE])
})

test.each([0, -5_000, Number.NaN])(
  'a named time of now %d ms is left to the ladder',
  async (ms) => {
    const rig = await createRig([draft('a')])
    rig.begin()?.end(failure('key', 'rate-limit', rig.clock.now() + ms))
    expect(remaining(rig)).toEqual([1_000])
  },
)

test('a cooldown never gets shorter by a further failure', async () => {
  const rig = await createRig([draft('a')])
  rig.begin()?.end(failure('key', 'quota', rig.clock.now() + 5 * MINUTE))
  rig.clock.advance(10)
  rig.begin()?.end(failure('key', 'rate-limit', rig.clock.now() + 1_000))
  expect(remaining(rig)).toEqual([5 * MINUTE - 10])
  expect(rig.routing.cooldowns.list(rig.clock.now())[0]?.cause).toBe('quota')
})

test('each cause climbs a ladder of its own', async () => {
  const rig = await createRig([draft('a')])
  for (const cause of ['connection', 'malformed', 'connection', 'malformed'] as const) {
    rig.begin()?.end(failure('channel', cause))
    rig.clock.advance(2_000)
  }
  rig.begin()?.end(failure('channel', 'connection'))
  expect(remaining(rig)).toEqual([4_000])
})

test('what fails once a day rests for a second each time', async () => {
  const rig = await createRig([draft('a')])
  for (let days = 0; days < 5; days += 1) {
    rig.begin()?.end(failure())
    expect(remaining(rig)).toEqual([1_000])
    rig.clock.advance(24 * 60 * MINUTE)
  }
})

test('jitter moves the end, within 10 % and the cap; the nominal length stays', async () => {
  let random = 0
  const rig = await createRig([draft('a')], { random: () => random })
  rig.begin()?.end(failure())
  expect(remaining(rig)).toEqual([900])
  rig.clock.advance(900)
  random = 1
  rig.begin()?.end(failure())
  expect(remaining(rig)).toEqual([2_200])
  expect(rig.routing.cooldowns.list(rig.clock.now())[0]?.durationMs).toBe(2_000)
  for (let climbs = 0; climbs < 12; climbs += 1) {
    rig.clock.advance(remaining(rig)[0] ?? 0)
    rig.begin()?.end(failure())
  }
  expect(remaining(rig)).toEqual([30 * MINUTE])
})

test('a cooldown of one model leaves the others of the channel in use', async () => {
  const rig = await createRig([draft('a')])
  rig.begin({ model: 'claude-x' })?.end(failure('model', 'overloaded'))
  const now = rig.clock.now()
  expect(rig.routing.dueAt('claude-x', now)).toBe(now + 1_000)
  expect(rig.routing.dueAt('claude-y', now)).toBeUndefined()
})

test('clearing by hand ends one channel, or all, and says how many', async () => {
  const rig = await createRig([draft('a'), draft('b'), draft('c')])
  for (let failures = 0; failures < 3; failures += 1) rig.begin()?.end(failure())
  expect(rig.routing.cooldowns.clear(2)).toBe(1)
  expect(remaining(rig)).toEqual([1_000, 1_000])
  expect(rig.routing.cooldowns.clear()).toBe(2)
  expect(rig.routing.cooldowns.clear()).toBe(0)
  expect(rig.run()).toEqual(['a'])
})

test('a mended key, a new address and a channel that is enabled again are used at once', async () => {
  const keys = [{ secret: 'wrong' }]
  const rig = await createRig([draft('a', { keys }), draft('b'), draft('c')])
  rig.begin()?.end(failure('key', 'credential'))
  rig.begin()?.end(failure())
  rig.begin()?.end(failure())
  const { channels } = rig.store
  await channels.update(1, {
    keys: [{ id: (await channels.get(1))?.keys[0]?.id, secret: 'right' }],
  })
  await channels.update(2, { url: 'http://elsewhere.test' })
  await channels.update(3, { enabled: false })
  await rig.routing.refresh()
  await channels.update(3, { enabled: true })
  await rig.routing.refresh()
  expect(remaining(rig)).toEqual([])
})

test('an edit that does not mend anything leaves the cooldown', async () => {
  const rig = await createRig([draft('a')])
  rig.begin()?.end(failure())
  await rig.store.channels.update(1, { priority: 5 })
  await rig.routing.refresh()
  expect(remaining(rig)).toEqual([1_000])
})
