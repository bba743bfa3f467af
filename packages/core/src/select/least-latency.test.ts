import { describe, expect, it } from 'vitest'
import {
  anyRequest,
  createStillState,
  keyIdsOf,
  type StillFacts,
  withKeys,
} from '../../test/routing/still-state.js'
import { START } from '../../test/routing/world.js'
import { createLeastLatency } from './least-latency.js'

const THREE = [withKeys(1, 1), withKeys(2, 1), withKeys(3, 1)]

/** The first candidate where these two numbers are drawn, each a position of three. */
function first(draws: readonly [one: number, other: number], facts: StillFacts = {}) {
  let drawn = 0
  const random = () => ((draws[drawn++ % 2] ?? 0) + 0.5) / 3
  return keyIdsOf(createLeastLatency({ random }), createStillState(THREE, facts))[0]
}

const known = { 1: 300, 2: 200, 3: 100 }

describe('of two that are drawn', () => {
  it.each([
    [0, 1, 21],
    [1, 0, 21],
    [1, 2, 31],
    [2, 0, 31],
  ])('at %i and %i, the one that begins sooner', (one, other, id) => {
    expect(first([one, other], { firstEventMs: known })).toBe(id)
  })

  it('the first, where both take as long', () => {
    expect(first([0, 2], { firstEventMs: { 1: 100, 3: 100 } })).toBe(11)
    expect(first([2, 0], { firstEventMs: { 1: 100, 3: 100 } })).toBe(31)
  })

  it('twice the same, the one after it is the other', () => {
    expect(first([0, 0], { firstEventMs: known })).toBe(21)
    expect(first([2, 2], { firstEventMs: { 1: 100, 3: 200 } })).toBe(11)
  })

  it('the one that waits less, as attempts under way count', () => {
    // 300 ms for the one attempt against 200 ms for each of two, then 100 ms for each of three.
    expect(first([0, 1], { firstEventMs: known, inFlight: { 2: 1 } })).toBe(11)
    expect(first([0, 2], { firstEventMs: known, inFlight: { 3: 1 } })).toBe(31)
    expect(first([0, 2], { firstEventMs: known, inFlight: { 3: 3 } })).toBe(11)
  })

  it('the one that nothing is known of, as long as it is idle', () => {
    const firstEventMs = { 1: 1, 2: 1_500 }
    expect(first([0, 2], { firstEventMs })).toBe(31)
    expect(first([0, 2], { firstEventMs, inFlight: { 3: 1 } })).toBe(11)
  })

  it('the one that nothing is known of counts as taking a second when it is busy', () => {
    expect(first([1, 2], { firstEventMs: { 2: 1_999 }, inFlight: { 3: 1 } })).toBe(21)
    expect(first([1, 2], { firstEventMs: { 2: 2_001 }, inFlight: { 3: 1 } })).toBe(31)
    expect(first([1, 2], { firstEventMs: { 2: 2_001 }, inFlight: { 3: 2 } })).toBe(21)
  })
})

describe('what is not ready', () => {
  const rests = { coolsMs: 1_000 }

  it('is passed over by both draws', () => {
    const keys = { 21: rests }
    expect(first([1, 0], { firstEventMs: known, keys })).toBe(31)
    expect(first([0, 1], { firstEventMs: known, keys })).toBe(31)
    expect(first([1, 1], { firstEventMs: { 1: 1 }, keys: { 21: { hold: 'full' } } })).toBe(31)
  })

  it('leaves the only one that is, around the end', () => {
    const keys = { 21: rests, 31: rests }
    for (const at of [0, 1, 2]) expect(first([at, at], { keys })).toBe(11)
  })
})

it('draws once where there is but one', () => {
  let draws = 0
  const random = () => {
    draws += 1
    return 0
  }
  const state = createStillState([withKeys(1, 1)])
  const [only] = createLeastLatency({ random })(anyRequest(), state, START)
  expect([only?.key.id, draws]).toEqual([11, 1])
})
