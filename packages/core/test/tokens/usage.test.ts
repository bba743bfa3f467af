import { describe, expect, it, vi } from 'vitest'
import { type Logger, silentLogger } from '../../src/ports/logger.js'
import type { TokenStore } from '../../src/ports/token-store.js'
import { createTokenUsage } from '../../src/state/token-usage.js'
import { createMemoryTokens } from '../../src/storage/memory-tokens.js'
import { sampleTokenDraft } from '../../src/testing/store-contract-samples.js'
import { createFakeClock } from '../../src/testing.js'

const DAY_MS = 86_400_000
/** Half an hour before midnight UTC, in the middle of a month. */
const START = Date.UTC(2026, 10, 15, 23, 30)

/** Counters over a memory store that holds one token, and more of them over the same store. */
async function createRig(start = START) {
  const clock = createFakeClock(start)
  const store = createMemoryTokens(clock)
  await store.create(sampleTokenDraft('a'))
  const warn = vi.fn<Logger['warn']>()
  const counters = (of: Partial<TokenStore['usage']> = {}) =>
    createTokenUsage({
      store: { ...store.usage, ...of },
      clock,
      logger: { ...silentLogger, warn },
      intervalMs: 250,
    })
  const settled = () => new Promise((resolve) => setImmediate(resolve))
  const pass = async (ms: number) => {
    clock.advance(ms)
    await settled()
  }
  return { clock, store, warn, counters, pass, settled }
}

const cost = (costMicroUsd: number, time: number) => ({ requests: 1, costMicroUsd, time })

describe('the usage of tokens', () => {
  it('counts at once, and is written in batches', async () => {
    const { clock, store, counters, pass } = await createRig()
    const add = vi.fn(store.usage.add)
    const usage = counters({ add })
    usage.add(1, cost(10, clock.now()))
    usage.add(1, cost(5, clock.now()))
    const expected = {
      tokenId: 1,
      requestsToday: 2,
      costTodayMicroUsd: 15,
      costMonthMicroUsd: 15,
    }
    expect(usage.of(1)).toEqual(expected)
    expect(add).not.toHaveBeenCalled()
    await pass(250)
    expect(add).toHaveBeenCalledTimes(1)
    expect(await counters().load()).toBeUndefined()
    expect((await store.get(1))?.lastUsedAt).toBe(START)
    const restarted = counters()
    await restarted.load()
    expect(restarted.of(1)).toEqual(expected)
    expect(clock.pending).toBe(0)
  })

  it('begins anew at midnight UTC, by the day and by the month', async () => {
    const { clock, counters, pass } = await createRig(Date.UTC(2026, 10, 30, 23, 30))
    const usage = counters()
    usage.add(1, cost(10, clock.now() - DAY_MS))
    usage.add(1, cost(7, clock.now()))
    expect(usage.of(1)).toMatchObject({ costTodayMicroUsd: 7, costMonthMicroUsd: 17 })
    await pass(3_600_000)
    expect(usage.of(1)).toMatchObject({ costTodayMicroUsd: 0, costMonthMicroUsd: 0 })
    const startedLastMonth = clock.now() - 3_600_000
    usage.add(1, cost(5, startedLastMonth))
    expect(usage.of(1)).toMatchObject({ costTodayMicroUsd: 0, costMonthMicroUsd: 0 })
  })

  it('keeps the month where only the day ends', async () => {
    const { clock, counters, pass } = await createRig()
    const usage = counters()
    usage.add(1, cost(10, clock.now()))
    await pass(3_600_000)
    expect(usage.of(1)).toMatchObject({ costTodayMicroUsd: 0, costMonthMicroUsd: 10 })
    usage.add(1, cost(1, clock.now() - 3_600_000))
    expect(usage.of(1)).toMatchObject({ costTodayMicroUsd: 0, costMonthMicroUsd: 11 })
  })

  it('follows a clock that is set back to where the store knows better', async () => {
    const { clock, store, counters, pass } = await createRig()
    await counters().load()
    await store.usage.add([
      { tokenId: 1, day: START - (START % DAY_MS), requests: 1, costMicroUsd: 40, lastUsedAt: 1 },
    ])
    let ahead = DAY_MS
    const skewed = { now: () => clock.now() + ahead, after: clock.after }
    const usage = createTokenUsage({
      store: store.usage,
      clock: skewed,
      logger: silentLogger,
      intervalMs: 250,
    })
    await usage.load()
    ahead = 0
    usage.add(1, cost(2, clock.now()))
    await pass(250)
    expect(usage.of(1).costTodayMicroUsd).toBe(42)
  })

  it('adds up what several processes see, without counting anything twice', async () => {
    const { clock, counters, pass } = await createRig()
    const [one, other] = [counters(), counters()]
    await Promise.all([one.load(), other.load()])
    for (let round = 0; round < 4; round += 1) {
      one.add(1, cost(10, clock.now()))
      other.add(1, cost(1, clock.now()))
      await pass(5_000)
    }
    one.add(1, cost(0, clock.now()))
    await pass(5_000)
    expect(one.of(1)).toMatchObject({ requestsToday: 9, costTodayMicroUsd: 44 })
  })

  it('loses nothing that happens while it is being written and read back', async () => {
    const { clock, store, counters, pass, settled } = await createRig()
    const waiting: (() => void)[] = []
    const held = () => new Promise<void>((resolve) => waiting.push(resolve))
    const usage = counters({
      add: async (uses) => {
        await held()
        await store.usage.add(uses)
      },
      sums: async (day, month) => {
        const sums = await store.usage.sums(day, month)
        await held()
        return sums
      },
    })
    usage.add(1, cost(1, clock.now()))
    await pass(250)
    usage.add(1, cost(20, clock.now()))
    waiting.shift()?.()
    await settled()
    usage.add(1, cost(300, clock.now()))
    waiting.shift()?.()
    await settled()
    expect(usage.of(1).costTodayMicroUsd).toBe(321)
    const closing = usage.close()
    await settled()
    waiting.shift()?.()
    await closing
    const restarted = counters()
    await restarted.load()
    expect(restarted.of(1)).toMatchObject({ requestsToday: 3, costTodayMicroUsd: 321 })
  })

  it('tries again while the store fails, ever more rarely', async () => {
    const { clock, store, warn, counters, pass } = await createRig()
    let isDown = true
    const usage = counters({
      add: (uses) => (isDown ? Promise.reject(new Error('down')) : store.usage.add(uses)),
    })
    usage.add(1, cost(10, clock.now()))
    await pass(250)
    usage.add(1, cost(1, clock.now()))
    await pass(499)
    expect(warn).toHaveBeenCalledTimes(1)
    await pass(1)
    expect(warn).toHaveBeenCalledTimes(2)
    isDown = false
    await pass(1_000)
    expect(usage.of(1).costTodayMicroUsd).toBe(11)
    const [sums] = await store.usage.sums(0, 0)
    expect(sums).toMatchObject({ requestsToday: 2, costTodayMicroUsd: 11 })
  })

  it('writes what is left when it is closed', async () => {
    const { clock, store, counters } = await createRig()
    const usage = counters()
    usage.add(1, cost(10, clock.now()))
    await usage.close()
    expect(await store.usage.sums(0, 0)).toMatchObject([{ costTodayMicroUsd: 10 }])
    expect(clock.pending).toBe(0)
  })
})
