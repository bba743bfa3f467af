import { expect, test } from 'vitest'
import type { Cooldown } from '../domain/cooldown.js'
import { createCooldowns } from './cooldowns.js'
import { ROUTING_DEFAULTS } from './routing.js'

const candidate = { channel: { id: 1 }, key: { id: 1 }, model: 'm' }
const failed = { scope: 'channel', cause: 'server-error' } as const

/** A process: its cooldowns, and what it would write. */
function createProcess() {
  const written = new Map<string, Cooldown>()
  const cooldowns = createCooldowns({
    ...ROUTING_DEFAULTS,
    random: () => 0.5,
    onSet: (cooldown) => written.set(`${cooldown.channelId} ${cooldown.scope}`, cooldown),
    onClear: ({ channelId, scope }) => written.delete(`${channelId} ${scope}`),
  })
  return { cooldowns, stored: () => [...written.values()] }
}

test('a cooldown of another process rests the candidate here, and ends here', () => {
  const [a, b] = [createProcess(), createProcess()]
  const set = a.cooldowns.cool(candidate, failed, 0, 100)
  b.cooldowns.merge(a.stored(), 150)
  expect(b.cooldowns.of(candidate, 150)).toEqual(set)
  a.cooldowns.succeeded(candidate, 200, 300)
  a.cooldowns.answered(candidate, 200, 300)
  b.cooldowns.merge(a.stored(), 350)
  expect(b.cooldowns.of(candidate, 350)).toBeUndefined()
})

test('failures in several processes at once are one step', () => {
  const [a, b] = [createProcess(), createProcess()]
  const first = a.cooldowns.cool(candidate, failed, 0, 100)
  b.cooldowns.cool(candidate, failed, 0, 101)
  a.cooldowns.merge(b.stored(), 110)
  b.cooldowns.merge(b.stored(), 110)
  // Under way when the other one's failure became known: no second step.
  a.cooldowns.cool(candidate, failed, 105, 120)
  expect(a.cooldowns.of(candidate, 120)?.durationMs).toBe(first?.durationMs)
  // Begun after the rest: the second step, counted from the other's first.
  const second = b.cooldowns.cool(candidate, failed, 10_000, 10_100)
  expect(second?.durationMs).toBe((first?.durationMs ?? 0) * 2)
})

test('what this process has ended does not come back from the store', () => {
  const a = createProcess()
  a.cooldowns.cool(candidate, failed, 0, 100)
  const stored = a.stored()
  a.cooldowns.answered(candidate, 200, 300)
  a.cooldowns.merge(stored, 310)
  expect(a.cooldowns.of(candidate, 310)).toBeUndefined()
})

test('what this process has set and not written yet does not end', () => {
  const a = createProcess()
  a.cooldowns.cool(candidate, failed, 0, 100)
  a.cooldowns.merge([], 110)
  expect(a.cooldowns.of(candidate, 110)).toBeDefined()
})

test('a longer cooldown of its own stays', () => {
  const [a, b] = [createProcess(), createProcess()]
  b.cooldowns.cool(candidate, failed, 0, 100)
  a.cooldowns.cool(candidate, { ...failed, until: 900_000 }, 0, 100)
  a.cooldowns.merge(b.stored(), 110)
  expect(a.cooldowns.of(candidate, 110)?.until).toBe(900_000)
})

test('what it has written ends when another process has ended it before it was seen again', () => {
  const a = createProcess()
  const set = a.cooldowns.cool(candidate, failed, 0, 100)
  if (set === undefined) throw new Error('no cooldown')
  a.cooldowns.sharing.begin()
  a.cooldowns.sharing.written([set])
  a.cooldowns.merge([], 110)
  expect(a.cooldowns.of(candidate, 110), 'this read may have been too early').toBeDefined()
  a.cooldowns.sharing.begin()
  a.cooldowns.merge([], 120)
  expect(a.cooldowns.of(candidate, 120)).toBeUndefined()
})
