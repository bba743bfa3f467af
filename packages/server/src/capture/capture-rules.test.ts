import { silentLogger } from '@ccload/core'
import { createFakeClock } from '@ccload/core/testing'
import { expect, it, vi } from 'vitest'
import { createMemoryAdminStore } from '../state/memory-admin-store.js'
import { createCaptureRules } from './capture-rules.js'

const MINUTE = 60_000
const OF_CHANNEL = { channelId: 1, tokenId: null, maxBytes: 1_000 }

function setUp() {
  const clock = createFakeClock()
  const { settings: store } = createMemoryAdminStore()
  const logger = { ...silentLogger, warn: vi.fn() }
  const open = () => createCaptureRules({ store, clock, logger })
  return { clock, store, logger, open, rules: open() }
}

it('means nothing without a rule', async () => {
  const { rules } = setUp()
  await rules.load()
  expect(rules.isAny).toBe(false)
  expect(rules.find({ channelId: 1, tokenId: 1 })).toBeUndefined()
})

it('means a channel, a token, or a token on a channel', async () => {
  const { rules, clock } = setUp()
  const until = clock.now() + MINUTE
  const ids: Record<string, (number | null)[]> = { channel: [1, null], token: [null, 2] }
  for (const [name, [channelId, tokenId]] of Object.entries({ ...ids, both: [1, 2] })) {
    const rule = await rules.add({
      channelId: channelId ?? null,
      tokenId: tokenId ?? null,
      until,
      maxBytes: 1_000,
    })
    const means = [
      [1, 2],
      [1, 3],
      [1, null],
      [4, 2],
    ].map(([channel, token]) => {
      return rules.find({ channelId: channel ?? 0, tokenId: token ?? null }) !== undefined
    })
    expect([name, means]).toEqual([
      name,
      {
        channel: [true, true, true, false],
        token: [true, false, false, true],
        both: [true, false, false, false],
      }[name],
    ])
    expect(await rules.remove(rule.id)).toBe(true)
  }
  expect(rules.isAny).toBe(false)
})

it('ends by itself at the instant that was said', async () => {
  const { rules, clock, store } = setUp()
  await rules.load()
  await rules.add({ ...OF_CHANNEL, until: clock.now() + MINUTE })
  clock.advance(MINUTE - 1)
  expect(rules.isAny).toBe(true)
  expect(rules.find({ channelId: 1, tokenId: null })).toMatchObject({ id: 1 })
  clock.advance(1)
  expect(rules.isAny).toBe(false)
  expect(rules.find({ channelId: 1, tokenId: null })).toBeUndefined()
  expect(await rules.list()).toEqual([])
  // What is over goes with the next change.
  await rules.add({ ...OF_CHANNEL, until: clock.now() + MINUTE })
  expect(JSON.parse((await store.get('capture_rules')) ?? '')).toHaveLength(1)
})

it('keeps the most that any rule wants', async () => {
  const { rules, clock } = setUp()
  const until = clock.now() + MINUTE
  await rules.add({ ...OF_CHANNEL, until })
  await rules.add({ channelId: null, tokenId: 2, until, maxBytes: 5_000 })
  expect(rules.find({ channelId: 1, tokenId: 2 })?.maxBytes).toBe(5_000)
  expect(rules.find({ channelId: 1, tokenId: 3 })?.maxBytes).toBe(1_000)
})

it('is there again after a restart, until its time', async () => {
  const { rules, clock, open } = setUp()
  await rules.add({ ...OF_CHANNEL, until: clock.now() + 10 * MINUTE })
  const restarted = open()
  expect(restarted.isAny).toBe(false)
  await restarted.load()
  expect(restarted.find({ channelId: 1, tokenId: null })).toBeDefined()
  clock.advance(10 * MINUTE)
  expect(restarted.isAny).toBe(false)
  restarted.close()
})

it('hears of what another process changes', async () => {
  const { rules, clock, open } = setUp()
  const other = open()
  await other.load()
  const { id } = await rules.add({ ...OF_CHANNEL, until: clock.now() + MINUTE })
  clock.advance(5_000)
  await vi.waitFor(() => expect(other.isAny).toBe(true))
  expect(await other.remove(id)).toBe(true)
  expect(await rules.remove(id)).toBe(false)
  other.close()
})

it('has no rules where what is stored is none of ours', async () => {
  const { store, rules, clock } = setUp()
  for (const text of ['{', '{}', '[{"id":0}]', '[{"id":1,"until":"later"}]']) {
    await store.set('capture_rules', text)
    expect(await rules.list()).toEqual([])
  }
  expect(await rules.add({ ...OF_CHANNEL, until: clock.now() + 1 })).toMatchObject({ id: 1 })
})
