import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { CooldownCause } from '../../src/domain/cooldown.js'
import { FIRST_STEP_MS } from '../../src/domain/cooldown-ladder.js'
import { createRandom } from '../../src/simulate/random.js'
import { createCooldowns } from '../../src/state/cooldowns.js'
import { START } from './world.js'

const MAX_COOLDOWN_MS = 30 * 60_000
const MAX_RESET_MS = 24 * 60 * 60_000
const causes = Object.keys(FIRST_STEP_MS) as CooldownCause[]
const account = { channel: { id: 1 }, key: { id: 1 }, model: 'claude-a' }

function create(seed: number, jitter = 0.1) {
  return createCooldowns({
    maxCooldownMs: MAX_COOLDOWN_MS,
    maxResetMs: MAX_RESET_MS,
    jitter,
    random: createRandom(seed),
  })
}

const scope = fc.constantFrom('key' as const, 'model' as const, 'channel' as const)
const failure = fc.record({
  scope,
  cause: fc.constantFrom(...causes),
  untilMs: fc.option(fc.oneof(fc.integer(), fc.constant(Number.NaN), fc.double()), {
    nil: undefined,
  }),
  agoMs: fc.nat(100_000),
  waitMs: fc.nat(3_000_000),
})

test('without a success a cooldown never ends sooner than it was to, nor later than its cap', () => {
  const property = fc.property(fc.nat(), fc.array(failure, { maxLength: 30 }), (seed, failures) => {
    const cooldowns = create(seed)
    let now = START
    for (const { scope: of, cause, untilMs, agoMs, waitMs } of failures) {
      const before = new Map(cooldowns.list(now).map((one) => [one.scope, one.until]))
      const order = { scope: of, cause }
      const exact = untilMs === undefined ? order : { ...order, until: now + untilMs }
      const set = cooldowns.cool(account, exact, now - agoMs, now)
      const named = (untilMs ?? 0) > 0
      if (set) {
        expect(set.until).toBeGreaterThan(now)
        expect(set.until - now).toBeLessThanOrEqual(named ? MAX_RESET_MS : MAX_COOLDOWN_MS)
      }
      for (const one of cooldowns.list(now)) {
        expect(one.until).toBeGreaterThanOrEqual(before.get(one.scope) ?? 0)
        before.delete(one.scope)
      }
      expect(before.size).toBe(0)
      now += waitMs
    }
  })
  fc.assert(property, { numRuns: 3_000 })
})

test('each step is the double of the last or the cap, whatever waits lie in between', () => {
  const waits = fc.array(fc.nat(500_000), { maxLength: 30 })
  const property = fc.property(fc.constantFrom(...causes), waits, (cause, lateMs) => {
    const cooldowns = create(1, 0)
    let now = START
    let expected = FIRST_STEP_MS[cause]
    for (const late of lateMs) {
      const set = cooldowns.cool(account, { scope: 'channel', cause }, now, now)
      expect(set?.durationMs).toBe(expected)
      now = (set?.until ?? 0) + late + 1
      expected = Math.min(expected * 2, MAX_COOLDOWN_MS)
    }
  })
  fc.assert(property, { numRuns: 2_000 })
})

test('however many attempts were under way when a cooldown was set, it is one step', () => {
  const ends = fc.array(fc.nat(200), { minLength: 1, maxLength: 40 })
  const property = fc.property(scope, fc.constantFrom(...causes), ends, (of, cause, endMs) => {
    const cooldowns = create(1, 0)
    for (const _ of endMs) cooldowns.begin(account, START)
    const sorted = [...endMs].sort((a, b) => a - b)
    for (const end of sorted) {
      cooldowns.end(account, START)
      cooldowns.cool(account, { scope: of, cause }, START, START + end)
    }
    const [first = 0] = sorted
    expect(cooldowns.of(account, START + 200)).toMatchObject({
      durationMs: FIRST_STEP_MS[cause],
      until: START + first + FIRST_STEP_MS[cause],
    })
  })
  fc.assert(property, { numRuns: 2_000 })
})

test('a success leaves nothing that keeps its candidate from use', () => {
  const property = fc.property(fc.nat(), fc.array(failure, { maxLength: 20 }), (seed, failures) => {
    const cooldowns = create(seed)
    let now = START
    for (const { scope: of, cause, waitMs } of failures) {
      cooldowns.cool(account, { scope: of, cause }, now, now)
      now += waitMs
    }
    cooldowns.begin(account, now)
    cooldowns.end(account, now)
    cooldowns.succeeded(account, now, now)
    expect(cooldowns.of(account, now)).toBeUndefined()
    expect(cooldowns.list(now)).toEqual([])
    const again = cooldowns.cool(account, { scope: 'key', cause: 'overloaded' }, now + 1, now + 1)
    expect(again?.durationMs).toBe(FIRST_STEP_MS.overloaded)
  })
  fc.assert(property, { numRuns: 2_000 })
})
