import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { ChannelLimits } from '../../src/domain/channel.js'
import { createMemoryStore } from '../../src/index.js'
import { createSelector, STRATEGIES } from '../../src/select/create-selector.js'
import { sampleEntry } from '../../src/testing/store-contract-samples.js'
import { createRig, createVirtualClock, draft, failure, type Open, request } from './virtual.js'

const NONE: ChannelLimits = { requestsPerMinute: null, concurrent: null, dailyCostMicroUsd: null }
const MODEL = 'claude-sonnet-4-5'
/** Noon UTC. */
const NOON = Date.UTC(2026, 10, 24, 12)

const limited = (limits: Partial<ChannelLimits>) => ({
  priority: 1,
  limits: { ...NONE, ...limits },
})

describe('a channel at its limit is left out, and nothing cools', () => {
  test('as long as it has as many attempts under way as it may have', async () => {
    const rig = await createRig([draft('a', limited({ concurrent: 2 })), draft('b')])
    const first = rig.begin()
    expect([first?.name, rig.begin()?.name, rig.begin()?.name]).toEqual(['a', 'a', 'b'])
    expect(rig.routing.cooldowns.list(rig.clock.now())).toEqual([])
    first?.end()
    expect(rig.begin()?.name).toBe('a')
  })

  test('until it has had fewer attempts in the last minute', async () => {
    const rig = await createRig([draft('a', limited({ requestsPerMinute: 2 })), draft('b')])
    const names = () => rig.run()
    expect([names(), names(), names()]).toEqual([['a'], ['a'], ['b']])
    rig.clock.advance(59_999)
    expect(names()).toEqual(['b'])
    rig.clock.advance(1)
    expect([names(), names(), names()]).toEqual([['a'], ['a'], ['b']])
  })

  test('until the day is over whose budget it has used up', async () => {
    const clock = createVirtualClock(NOON)
    const rig = await createRig([draft('a', limited({ dailyCostMicroUsd: 100 })), draft('b')], {
      clock,
    })
    rig.routing.spent(1, 99, NOON)
    expect(rig.run()).toEqual(['a'])
    rig.routing.spent(1, 1, NOON - 24 * 3_600_000)
    expect(rig.run()).toEqual(['a'])
    rig.routing.spent(1, 1, NOON)
    expect(rig.run()).toEqual(['b'])
    clock.advance(12 * 3_600_000)
    expect(rig.run()).toEqual(['a'])
  })

  test('outside of its hours, by the wall clock of its own place', async () => {
    const clock = createVirtualClock(NOON)
    const activeHours = { from: '19:00', to: '21:00', timeZone: 'Asia/Shanghai' }
    const rig = await createRig([draft('a', { priority: 1, activeHours }), draft('b')], { clock })
    expect(rig.run()).toEqual(['a'])
    clock.advance(3_600_000)
    expect(rig.run()).toEqual(['b'])
    clock.advance(22 * 3_600_000)
    expect(rig.run()).toEqual(['a'])
  })

  test('with each of its keys', async () => {
    const keys = [{ secret: 'k1' }, { secret: 'k2' }]
    const rig = await createRig([{ ...draft('a', limited({ concurrent: 1 })), keys }])
    rig.begin()
    expect(rig.run()).toEqual([])
  })
})

describe('what a limit holds back', () => {
  test('is no last resort, and stands in the way of none', async () => {
    const rig = await createRig([draft('a', limited({ concurrent: 1 })), draft('b')])
    rig.run(() => failure('channel', 'connection'))
    rig.routing.cooldowns.clear(1)
    rig.begin()
    expect(rig.run()).toEqual(['b'])
  })

  test('says when it is worth asking again', async () => {
    const clock = createVirtualClock(NOON)
    const rig = await createRig([draft('a', limited({ requestsPerMinute: 1 }))], { clock })
    rig.run()
    clock.advance(10_000)
    expect(rig.routing.dueAt(MODEL, clock.now())).toBe(NOON + 60_000)
    clock.advance(50_000)
    expect(rig.routing.dueAt(MODEL, clock.now())).toBeUndefined()
  })

  test('is known after a restart, as far as it is money', async () => {
    const clock = createVirtualClock(NOON)
    const store = createMemoryStore({
      clock,
      channels: [draft('a', limited({ dailyCostMicroUsd: 100 })), draft('b')],
    })
    const today = { channelId: 1, costMicroUsd: 60, time: NOON - 3_600_000 }
    await store.logs.append([
      sampleEntry(today),
      sampleEntry({ ...today, time: NOON - 86_400_000 }),
    ])
    const rig = await createRig([], { clock, store })
    expect(rig.run()).toEqual(['a'])
    rig.routing.spent(1, 40, NOON)
    expect(rig.run()).toEqual(['b'])
  })

  test('other processes have a part in it', async () => {
    const clock = createVirtualClock(NOON)
    const store = createMemoryStore({
      clock,
      channels: [draft('a', limited({ dailyCostMicroUsd: 100 })), draft('b')],
    })
    const rig = await createRig([], { clock, store })
    await store.logs.append([sampleEntry({ channelId: 1, costMicroUsd: 100, time: NOON })])
    clock.advance(60_000)
    void rig.routing.refresh()
    await new Promise((resolve) => setImmediate(resolve))
    expect(rig.run()).toEqual(['b'])
  })
})

test.each(STRATEGIES)('with %s no limit is ever exceeded', async (strategy) => {
  const limits = fc.record({
    requestsPerMinute: fc.option(fc.integer({ min: 1, max: 4 })),
    concurrent: fc.option(fc.integer({ min: 1, max: 3 })),
    dailyCostMicroUsd: fc.constant(null),
  })
  const step = fc.record({
    waitMs: fc.nat(20_000),
    session: fc.constantFrom(null, 'one', 'two'),
    ends: fc.nat(2),
  })
  const property = fc.asyncProperty(
    fc.array(limits, { minLength: 1, maxLength: 3 }),
    fc.array(step, { maxLength: 60 }),
    async (all, steps) => {
      const selector = createSelector({ strategy, random: () => 0.5 })
      const channels = all.map((limit, at) => draft(`${at}`, { limits: limit }))
      const rig = await createRig(channels, { selector })
      const open: Open[] = []
      const begun: { name: string; at: number }[] = []
      for (const { waitMs, session, ends } of steps) {
        rig.clock.advance(waitMs)
        const now = rig.clock.now()
        const isFree = all.map(({ requestsPerMinute, concurrent }, at) => {
          const recent = begun.filter((one) => one.name === `${at}` && now - one.at < 60_000)
          const underWay = open.filter(({ name }) => name === `${at}`)
          return (
            recent.length < (requestsPerMinute ?? Number.POSITIVE_INFINITY) &&
            underWay.length < (concurrent ?? Number.POSITIVE_INFINITY)
          )
        })
        const attempt = rig.begin({ session })
        if (attempt === undefined) expect(isFree).not.toContain(true)
        else {
          expect(isFree[Number(attempt.name)]).toBe(true)
          open.push(attempt)
          begun.push({ name: attempt.name, at: now })
        }
        for (const one of open.splice(0, ends)) one.end()
      }
      for (const one of open) one.end()
      expect(rig.routing.queue(request(), rig.clock.now())).toBeUndefined()
    },
  )
  await fc.assert(property, { numRuns: 40 })
})
