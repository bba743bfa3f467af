import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { CooldownCause } from './cooldown.js'
import { FIRST_STEP_MS, ladderForgottenAt, nextStepMs, withJitter } from './cooldown-ladder.js'

const CAP = 30 * 60_000

function climb(cause: CooldownCause, steps: number): number[] {
  const climbed: number[] = []
  for (let step = 0; step < steps; step += 1) {
    climbed.push(nextStepMs(cause, climbed.at(-1), CAP))
  }
  return climbed
}

test('a failure rests for 1 s, 2 s, 4 s ... 30 min', () => {
  const seconds = climb('overloaded', 13).map((ms) => ms / 1000)
  expect(seconds).toEqual([1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024, 1800, 1800])
})

test('a refused credential and a used-up quota start at a minute', () => {
  const minutes = [1, 2, 4, 8, 16, 30].map((minute) => minute * 60_000)
  expect(climb('credential', 6)).toEqual(minutes)
  expect(climb('quota', 6)).toEqual(minutes)
})

test('all other causes start at a second', () => {
  const { credential: _, quota: __, ...others } = FIRST_STEP_MS
  expect(Object.keys(others).sort()).toEqual([
    'connection',
    'malformed',
    'not-found',
    'overloaded',
    'rate-limit',
    'server-error',
    'timeout',
  ])
  expect(new Set(Object.values(others))).toEqual(new Set([1_000]))
})

test('jitter keeps within its part of the duration, both ways', () => {
  expect(withJitter(1_000, 0.1, 0)).toBe(900)
  expect(withJitter(1_000, 0.1, 0.5)).toBe(1_000)
  expect(withJitter(1_000, 0.1, 1)).toBe(1_100)
  fc.assert(
    fc.property(fc.nat(CAP), fc.double({ min: 0, max: 1, noNaN: true }), (durationMs, random) => {
      const spread = withJitter(durationMs, 0.1, random)
      expect(Math.abs(spread - durationMs)).toBeLessThanOrEqual(durationMs * 0.1 + 0.5)
    }),
  )
})

test('a ladder is remembered for as long as its cooldown lasted, ten minutes at least', () => {
  const until = 1_000_000
  expect(ladderForgottenAt({ until, durationMs: 1_000 })).toBe(until + 10 * 60_000)
  expect(ladderForgottenAt({ until, durationMs: CAP })).toBe(until + CAP)
})

test('a step never exceeds a cap that is lower than its first step', () => {
  for (const cause of Object.keys(FIRST_STEP_MS) as CooldownCause[]) {
    expect(nextStepMs(cause, undefined, 500)).toBe(500)
  }
})
