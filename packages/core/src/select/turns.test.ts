import { describe, expect, it } from 'vitest'
import {
  createStillState,
  keyIdsOf,
  type StillFacts,
  withKeys,
} from '../../test/routing/still-state.js'
import { createSelector, STRATEGIES } from './create-selector.js'
import { roundRobin } from './round-robin.js'
import { weighted } from './weighted.js'

const THREE = [withKeys(1, 1), withKeys(2, 1), withKeys(3, 1)]
const RESTS = { coolsMs: 1_000 }

describe.each(STRATEGIES)('%s', (strategy) => {
  const selector = createSelector({ strategy })

  it('is the name of its selector', () => {
    expect(selector.strategy).toBe(strategy)
  })

  it.each([null, 'a session'])('gives each channel once, for %j', (session) => {
    expect(keyIdsOf(selector, createStillState(THREE), { session }).sort()).toEqual([11, 21, 31])
  })

  it.each([null, 'a session'])('asks nothing of what is known to rest, for %j', (session) => {
    const state = createStillState(THREE, { keys: { 11: RESTS, 31: RESTS } })
    const asked = new Set<number>()
    const watched = {
      ...state,
      cooldown(...[candidate, now]: Parameters<typeof state.cooldown>) {
        asked.add(candidate.key.id)
        return state.cooldown(candidate, now)
      },
    }
    expect(keyIdsOf(selector, watched, { session })).toEqual([21])
    expect([...asked]).toEqual([21])
  })
})

it('keeps conversations on their channels unless told otherwise', () => {
  expect(createSelector().strategy).toBe('affinity')
})

describe('round robin', () => {
  it.each([
    [0, [11, 21, 31]],
    [1, [21, 31, 11]],
    [2, [31, 11, 21]],
  ])('begins with the member at %i and goes round', (nextMember, ids) => {
    const [one = 0, two = 0, three] = ids
    const first = (keys: StillFacts['keys'] = {}) =>
      keyIdsOf(roundRobin, createStillState(THREE, { nextMember, keys }))[0]
    expect(first()).toBe(one)
    expect(first({ [one]: { hold: 'full' } })).toBe(two)
    expect(first({ [one]: { hold: 'full' }, [two]: RESTS })).toBe(three)
  })
})

describe('weighted', () => {
  const first = (facts: StillFacts) => keyIdsOf(weighted, createStillState(THREE, facts))[0]

  it('takes the member whose turn comes first', () => {
    expect(first({ turns: [0.5, 0.2, 0.4] })).toBe(21)
    expect(first({ turns: [0.5, 0.2, 0.4], keys: { 21: RESTS } })).toBe(31)
    expect(first({ turns: [0.5, 0.2, 0.4], keys: { 21: { hold: 'full' } } })).toBe(31)
  })

  it.each([0, 1, 2])('takes of equal turns the one next in the round robin: %i', (nextMember) => {
    expect(first({ turns: [0.2, 0.2, 0.2], nextMember })).toBe([11, 21, 31][nextMember])
  })

  it('takes turns that differ by their rounding for equal, and no others', () => {
    expect(first({ turns: [0.1 + 0.2, 0.3, 0.3], nextMember: 0 })).toBe(11)
    expect(first({ turns: [0.30001, 0.3, 0.3], nextMember: 0 })).toBe(21)
    expect(first({ turns: [0.2, 0.3, 0.3], nextMember: 1 })).toBe(11)
  })
})
