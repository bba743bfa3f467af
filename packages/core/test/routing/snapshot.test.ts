import { expect, test, vi } from 'vitest'
import type { Channel } from '../../src/domain/channel.js'
import { type Logger, silentLogger } from '../../src/ports/logger.js'
import type { Store } from '../../src/ports/store.js'
import { roundRobin } from '../../src/select/round-robin.js'
import { createRouting, ROUTING_DEFAULTS } from '../../src/state/routing.js'
import { createMemoryStore } from '../../src/storage/memory-store.js'
import { createVirtualClock, draft } from './virtual.js'

/** Routing over a store whose channel reads are held until they are let go. */
function createHeldRig() {
  const clock = createVirtualClock()
  const memory = createMemoryStore({ channels: [draft('a')], clock })
  const held: { resolve: () => void; reject: (error: Error) => void }[] = []
  /** Channels that another process has made. */
  const foreign: Channel[] = []
  const store: Store = {
    ...memory,
    channels: {
      ...memory.channels,
      list: () =>
        new Promise<Channel[]>((resolve, reject) => {
          const read = async () => [...(await memory.channels.list()), ...foreign]
          held.push({ resolve: () => resolve(read()), reject })
        }),
    },
  }
  const warn = vi.fn<Logger['warn']>()
  const routing = createRouting({
    store,
    selector: roundRobin,
    clock,
    random: () => 0.5,
    logger: { ...silentLogger, warn },
    settings: ROUTING_DEFAULTS,
  })
  const release = () => held.shift()?.resolve()
  const fail = () => held.shift()?.reject(new Error('no database'))
  const names = () => routing.channels().map(({ name }) => name)
  return { clock, memory, foreign, held, routing, warn, release, fail, names }
}

async function createLoadedRig() {
  const rig = createHeldRig()
  const loading = rig.routing.load()
  rig.release()
  await loading
  return rig
}

test('a fresh snapshot costs a request no promise', async () => {
  const { routing } = await createLoadedRig()
  expect(routing.refresh()).toBeUndefined()
})

test('after a write the next request waits for the new channels, with all others', async () => {
  const { routing, memory, held, release, names } = await createLoadedRig()
  await memory.channels.create(draft('b'))
  const waits = [routing.refresh(), routing.refresh()]
  expect(held).toHaveLength(1)
  expect(names()).toEqual(['a'])
  release()
  await Promise.all(waits)
  expect(names()).toEqual(['a', 'b'])
  expect(routing.refresh()).toBeUndefined()
})

test('a write during the read is waited for too', async () => {
  const { routing, memory, held, release, names } = await createLoadedRig()
  await memory.channels.create(draft('b'))
  const wait = routing.refresh()
  await memory.channels.create(draft('c'))
  release()
  await vi.waitFor(() => expect(held).toHaveLength(1))
  release()
  await wait
  expect(names()).toEqual(['a', 'b', 'c'])
})

test('an old snapshot serves on while it is read again', async () => {
  const { routing, clock, foreign, held, release, names } = await createLoadedRig()
  const [mine] = routing.channels()
  if (mine !== undefined) foreign.push({ ...mine, id: 2, name: 'foreign' })
  clock.advance(59_999)
  expect(routing.refresh()).toBeUndefined()
  expect(held).toHaveLength(0)
  clock.advance(1)
  expect(routing.refresh()).toBeUndefined()
  expect(routing.refresh()).toBeUndefined()
  expect(held).toHaveLength(1)
  expect(names()).toEqual(['a'])
  release()
  await vi.waitFor(() => expect(names()).toEqual(['a', 'foreign']))
})

test('a store that fails: the old snapshot serves on, with a warning', async () => {
  const { routing, memory, clock, held, warn, fail, release, names } = await createLoadedRig()
  await memory.channels.create(draft('b'))
  const wait = routing.refresh()
  fail()
  await wait
  expect(warn).toHaveBeenCalledOnce()
  expect(names()).toEqual(['a'])
  expect(routing.refresh()).toBeUndefined()
  clock.advance(1_000)
  expect(routing.refresh()).toBeUndefined()
  expect(held).toHaveLength(1)
  release()
  await vi.waitFor(() => expect(names()).toEqual(['a', 'b']))
})

test('rejects while no channels were ever read, and tries again with the next request', async () => {
  const { routing, fail, release, names } = createHeldRig()
  const first = routing.refresh()
  fail()
  await expect(first).rejects.toThrow('no database')
  const second = routing.refresh()
  release()
  await second
  expect(names()).toEqual(['a'])
})

test('after closing, writes are no longer listened to', async () => {
  const { routing, memory } = await createLoadedRig()
  await routing.close()
  await memory.channels.create(draft('b'))
  expect(routing.refresh()).toBeUndefined()
})
