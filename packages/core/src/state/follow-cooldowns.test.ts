import { expect, test } from 'vitest'
import type { Cooldown } from '../domain/cooldown.js'
import { silentLogger } from '../ports/logger.js'
import { createChangeSignal } from '../storage/change-signal.js'
import { createFakeClock } from '../testing/fake-clock.js'
import { followCooldowns } from './follow-cooldowns.js'

/** A store of cooldowns whose reads the test answers. */
function createStore() {
  const changes = createChangeSignal()
  const reads: { resolve: (stored: Cooldown[]) => void; reject: (error: Error) => void }[] = []
  return {
    changes,
    reads,
    store: {
      list: () => new Promise<Cooldown[]>((resolve, reject) => reads.push({ resolve, reject })),
      save: async () => {},
      subscribe: changes.subscribe,
    },
  }
}

const settle = () => new Promise((resolve) => setImmediate(resolve))

test('reads one at a time, and once more for what has changed meanwhile', async () => {
  const { changes, reads, store } = createStore()
  let merged = 0
  const begin = () => {}
  const merge = () => void merged++
  followCooldowns({ store, clock: createFakeClock(), logger: silentLogger, begin, merge })
  for (let times = 0; times < 3; times++) changes.notify()
  expect(reads).toHaveLength(1)
  reads[0]?.resolve([])
  await settle()
  expect([reads.length, merged]).toEqual([2, 1])
  reads[1]?.resolve([])
  await settle()
  expect([reads.length, merged]).toEqual([2, 2])
})

test('tries again where a read fails, until it is stopped', async () => {
  const { changes, reads, store } = createStore()
  const clock = createFakeClock()
  const stop = followCooldowns({
    store,
    clock,
    logger: silentLogger,
    begin: () => {},
    merge: () => {},
  })
  changes.notify()
  reads[0]?.reject(new Error('away'))
  await settle()
  clock.advance(1_000)
  expect(reads).toHaveLength(2)
  reads[1]?.reject(new Error('away'))
  await settle()
  stop()
  clock.advance(10_000)
  expect(reads).toHaveLength(2)
})
