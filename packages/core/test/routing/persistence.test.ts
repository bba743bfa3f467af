import { expect, test, vi } from 'vitest'
import type { Cooldown } from '../../src/domain/cooldown.js'
import type { Logger } from '../../src/ports/logger.js'
import { silentLogger } from '../../src/ports/logger.js'
import type { Store } from '../../src/ports/store.js'
import { createMemoryStore } from '../../src/storage/memory-store.js'
import { createRig, createVirtualClock, draft, failure } from './virtual.js'

/** Lets promises that are settled go on. */
const settle = () => new Promise((resolve) => setImmediate(resolve))

/** A store whose saves can be made to fail, and which counts them. */
function watched(store: Store) {
  const watch = { failing: false, cooldownSaves: 0, cursorSaves: 0 }
  const guard = () => {
    if (watch.failing) throw new Error('disk full')
  }
  const watchedStore: Store = {
    ...store,
    cooldowns: {
      ...store.cooldowns,
      async save(cooldowns, cleared) {
        watch.cooldownSaves += 1
        guard()
        await store.cooldowns.save(cooldowns, cleared)
      },
    },
    cursors: {
      ...store.cursors,
      async save(cursors) {
        watch.cursorSaves += 1
        guard()
        await store.cursors.save(cursors)
      },
    },
  }
  return { store: watchedStore, watch }
}

test('cooldowns and cursors survive a restart', async () => {
  const first = await createRig([draft('a'), draft('b'), draft('c')])
  first.begin()?.end(failure('channel', 'connection'))
  expect(first.run()).toEqual(['b'])
  await first.routing.close()
  const { store, clock } = first
  const second = await createRig([], { store, clock })
  expect(second.routing.cooldowns.list(clock.now())).toEqual(
    first.routing.cooldowns.list(clock.now()),
  )
  expect(second.run()).toEqual(['c'])
  clock.advance(1_000)
  expect(second.run()).toEqual(['a'])
})

test('the ladder goes on after a restart, and so does the way back', async () => {
  const first = await createRig([draft('a')])
  first.begin()?.end(failure())
  first.clock.advance(1_000)
  await first.routing.close()
  const { store, clock } = first
  const second = await createRig([], { store, clock })
  const probe = second.begin()
  expect(second.begin()).toBeUndefined()
  clock.advance(1)
  probe?.end(failure())
  expect(second.routing.cooldowns.list(clock.now())).toMatchObject([{ durationMs: 2_000 }])
})

test('a cooldown that is long over is removed from the store', async () => {
  const first = await createRig([draft('a')])
  first.begin()?.end(failure())
  await first.routing.close()
  const { store, clock } = first
  clock.advance(60 * 60_000)
  const second = await createRig([], { store, clock })
  await second.routing.close()
  expect(await store.cooldowns.list()).toEqual([])
})

test('a stored cooldown longer than the cap of today is cut to it', async () => {
  const clock = createVirtualClock()
  const store = createMemoryStore({ channels: [draft('a')], clock })
  const cooldown: Cooldown = {
    scope: 'channel',
    channelId: 1,
    keyId: null,
    model: null,
    until: clock.now() + 1e12,
    durationMs: 1e12,
    cause: 'quota',
  }
  await store.cooldowns.save([cooldown], [])
  const rig = await createRig([], { store, clock })
  const until = clock.now() + 24 * 60 * 60_000
  expect(rig.routing.cooldowns.list(clock.now())).toMatchObject([{ until }])
})

test('changes are gathered: a thousand requests are one write', async () => {
  const clock = createVirtualClock()
  const { store, watch } = watched(createMemoryStore({ channels: [draft('a'), draft('b')], clock }))
  const rig = await createRig([], { store, clock })
  expect(clock.waiting).toBe(0)
  for (let requests = 0; requests < 1_001; requests += 1) rig.run()
  expect(clock.waiting).toBe(1)
  clock.advance(250)
  await settle()
  expect(watch).toMatchObject({ cursorSaves: 1, cooldownSaves: 0 })
  expect(await store.cursors.list()).toMatchObject([{ nextIndex: 1 }])
  expect(clock.waiting).toBe(0)
})

test('a success takes the cooldown out of the store', async () => {
  const rig = await createRig([draft('a')])
  rig.begin()?.end(failure())
  rig.clock.advance(250)
  await settle()
  expect(await rig.store.cooldowns.list()).toHaveLength(1)
  rig.run()
  rig.clock.advance(250)
  await settle()
  expect(await rig.store.cooldowns.list()).toEqual([])
})

test('a failing store breaks no request; what it missed is written when it is back', async () => {
  const clock = createVirtualClock()
  const { store, watch } = watched(createMemoryStore({ channels: [draft('a'), draft('b')], clock }))
  const warn = vi.fn<Logger['warn']>()
  const rig = await createRig([], { store, clock, logger: { ...silentLogger, warn } })
  watch.failing = true
  rig.begin()?.end(failure())
  for (let retries = 0; retries < 3; retries += 1) {
    clock.advance(2_000)
    await settle()
  }
  expect(watch.cooldownSaves).toBe(3)
  expect(warn.mock.calls.filter(([, message]) => message.includes('stored'))).toHaveLength(3)
  expect(rig.run()).toEqual(['b'])
  watch.failing = false
  clock.advance(30_000)
  await settle()
  expect(await store.cooldowns.list()).toHaveLength(1)
  expect(await store.cursors.list()).toHaveLength(1)
})

test('what changed while a write failed is not overwritten by what it carried', async () => {
  const clock = createVirtualClock()
  const { store, watch } = watched(createMemoryStore({ channels: [draft('a')], clock }))
  const rig = await createRig([], { store, clock })
  watch.failing = true
  rig.begin()?.end(failure())
  clock.advance(250)
  rig.run()
  await settle()
  watch.failing = false
  clock.advance(500)
  await settle()
  expect(await store.cooldowns.list()).toEqual([])
})

test('closing writes what is left, and logs it if that fails', async () => {
  const clock = createVirtualClock()
  const { store, watch } = watched(createMemoryStore({ channels: [draft('a')], clock }))
  const warn = vi.fn<Logger['warn']>()
  const rig = await createRig([], { store, clock, logger: { ...silentLogger, warn } })
  rig.run()
  watch.failing = true
  await rig.routing.close()
  expect(warn).toHaveBeenCalledOnce()
  expect(clock.waiting).toBe(0)
})
