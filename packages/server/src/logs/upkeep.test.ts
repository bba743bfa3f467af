import { setImmediate } from 'node:timers/promises'
import { createMemoryStore, type Store, silentLogger } from '@ccload/core'
import { createFakeClock } from '@ccload/core/testing'
import { expect, it, vi } from 'vitest'
import { sampleEntry } from '../../test/support/sample-entry.js'
import { createUpkeep, type Retention } from './upkeep.js'

const HOUR = 3_600_000
const DAY = 24 * HOUR
const RETENTION: Retention = {
  logsMs: 7 * DAY,
  minutesMs: 30 * DAY,
  hoursMs: 730 * DAY,
  maxBytes: null,
}

function setUp(
  change: Partial<Store['upkeep']> = {},
  retention: Partial<Retention> = {},
  removeCaptures: (before: number) => Promise<number> = async () => 0,
) {
  const clock = createFakeClock(Date.UTC(2026, 5, 15, 12))
  const store = createMemoryStore({ clock, logLimit: 100_000 })
  const logger = { ...silentLogger, warn: vi.fn(), info: vi.fn() }
  const upkeep = createUpkeep({
    store: { ...store, upkeep: { ...store.upkeep, ...change } },
    removeCaptures,
    retention: () => ({ ...RETENTION, ...retention }),
    clock,
    logger,
  })
  const append = (count: number, ageMs: number, sessionId = 's') =>
    store.logs.append(
      Array.from({ length: count }, () => sampleEntry({ time: clock.now() - ageMs, sessionId })),
    )
  /** Lets time pass in the steps that the upkeep takes. */
  const pass = async (ms: number) => {
    for (let passed = 0; passed < ms; passed += 50) {
      clock.advance(50)
      for (let turn = 0; turn < 5; turn++) await setImmediate()
    }
  }
  const count = async () => (await store.logs.list({ limit: 100_000 })).length
  return { clock, store, logger, upkeep, append, pass, count }
}

it('removes old log entries in small batches, with pauses in between', async () => {
  const { upkeep, append, pass, count, logger } = setUp()
  await append(1_200, 8 * DAY)
  await append(10, 6 * DAY)
  upkeep.start()
  await pass(9_950)
  expect(await count()).toBe(1_210)
  await pass(50)
  expect(await count()).toBe(710)
  await pass(50)
  expect(await count()).toBe(210)
  await pass(500)
  expect(await count()).toBe(10)
  expect(logger.info).toHaveBeenCalledWith(
    { aged: 1_200, overflow: 0, rollups: expect.any(Number), sessions: 0 },
    expect.any(String),
  )
  await upkeep.close()
})

it('keeps minutes for a month, hours and sessions for two years', async () => {
  const { clock, store, upkeep, append, pass } = setUp()
  for (const age of [800 * DAY, 100 * DAY, 10 * DAY, HOUR]) await append(1, age, `${age / DAY}`)
  upkeep.start()
  await pass(20_000)
  const now = clock.now()
  const series = async (dimension: 'all' | 'channel', stepMs: number) =>
    (await store.stats.series({ from: 0, to: now, dimension, stepMs })).length
  expect(await series('all', 60_000)).toBe(2)
  expect(await series('channel', 60_000)).toBe(2)
  expect(await series('all', HOUR)).toBe(3)
  expect(await series('all', DAY)).toBe(3)
  const sessions = await store.stats.sessions({ from: 0, to: now, limit: 9 })
  expect(sessions.map(({ name }) => name)).toEqual([`${HOUR / DAY}`, '10', '100'])
  await upkeep.close()
})

it('removes the oldest log entries while the store is too large', async () => {
  let bytes = 5_000
  const removed: number[] = []
  const { upkeep, pass } = setUp(
    {
      size: async () => ({ logs: 1, bytes }),
      async removeLogs(before, limit) {
        if (before < Number.MAX_SAFE_INTEGER) return 0
        removed.push(limit)
        bytes -= 1_500
        return limit
      },
    },
    { maxBytes: 2_100 },
  )
  upkeep.start()
  await pass(12_000)
  expect(removed).toEqual([500, 500])
  await upkeep.close()
})

it('gives space back as long as there is some', async () => {
  const compact = vi.fn(async () => compact.mock.calls.length < 4)
  const { upkeep, pass } = setUp({ compact })
  upkeep.start()
  await pass(12_000)
  expect(compact).toHaveBeenCalledTimes(4)
  await upkeep.close()
})

it('goes on after a failure, ten minutes later', async () => {
  const removeLogs = vi.fn(async (): Promise<number> => {
    throw new Error('database is locked')
  })
  const { upkeep, pass, clock, logger } = setUp({ removeLogs })
  upkeep.start()
  await pass(10_000)
  expect(logger.warn).toHaveBeenCalledTimes(1)
  clock.advance(10 * 60_000)
  await pass(50)
  expect(removeLogs).toHaveBeenCalledTimes(2)
  await upkeep.close()
})

it('stops in the middle when the server does', async () => {
  const { upkeep, append, pass, count, clock } = setUp()
  await append(2_000, 8 * DAY)
  upkeep.start()
  await pass(10_000)
  await upkeep.close()
  expect(clock.pending).toBe(0)
  expect(await count()).toBe(1_500)
})

it('is done by one process at a time, and by another one once that is gone', async () => {
  const { store, clock, upkeep, append, pass, count } = setUp()
  const gone = await store.leases.take('upkeep', 'a process that was killed', 15_000)
  expect(gone).toBeDefined()
  await append(10, 8 * DAY)
  upkeep.start()
  await pass(10_050)
  expect(await count()).toBe(10)
  clock.advance(10 * 60_000)
  await pass(500)
  expect(await count()).toBe(0)
  expect(await store.leases.take('upkeep', 'whoever comes next', 1), 'given back').toBeDefined()
})

it('stops when another process has taken its place', async () => {
  let steps = 0
  const { store, clock, upkeep, append, pass, count } = setUp({
    async removeLogs() {
      steps += 1
      return 1
    },
  })
  await append(10, 8 * DAY)
  upkeep.start()
  await pass(10_100)
  expect(steps).toBeGreaterThan(0)
  // As if this one had been suspended for an hour.
  const now = vi.spyOn(clock, 'now').mockReturnValue(clock.now() + HOUR)
  expect(await store.leases.take('upkeep', 'somebody', 2 * HOUR)).toMatchObject({ fence: 2 })
  now.mockRestore()
  const before = steps
  await pass(1_000)
  expect(steps).toBe(before)
  expect(await count()).toBe(10)
})

it('removes captures as old as the log entries that go', async () => {
  const left = [20, 5, 0]
  const removeCaptures = vi.fn(async () => left.shift() ?? 0)
  const { upkeep, pass, clock } = setUp({}, {}, removeCaptures)
  upkeep.start()
  const before = clock.now() + 10_000 - 7 * DAY
  await pass(11_000)
  expect(removeCaptures.mock.calls).toEqual([[before], [before], [before]])
  await upkeep.close()
})
