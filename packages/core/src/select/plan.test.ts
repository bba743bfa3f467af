import { describe, expect, it } from 'vitest'
import {
  anyRequest,
  createStillState,
  type Standing,
  type StillFacts,
  withKeys,
} from '../../test/routing/still-state.js'
import { START } from '../../test/routing/world.js'
import type { Channel } from '../domain/channel.js'
import type { RouteRequest } from '../ports/selector.js'
import { createPlanner } from './plan.js'

/** The first member that is ready, in the order of their ids. */
const inOrder = createPlanner({
  name: 'in-order',
  pick(group, round) {
    for (const member of group.members) {
      const candidate = round.ready(member)
      if (candidate !== undefined) return candidate
    }
    return undefined
  },
})

interface Case extends StillFacts {
  readonly request?: Partial<RouteRequest>
  /** What becomes of a key that has been tried; it cools alone unless told. */
  readonly fails?: (keyId: number) => Standing | undefined
  readonly selector?: typeof inOrder
}

/** The ids of the keys that are tried when every attempt fails. */
function tried(channels: readonly Channel[], given: Case = {}): number[] {
  const { request, fails = () => ({ coolsMs: 1_000 }), selector = inOrder, ...facts } = given
  const keys: Record<number, Standing> = { ...facts.keys }
  const state = createStillState(channels, { ...facts, keys })
  const ids: number[] = []
  for (const { key } of selector(anyRequest(request), state, START)) {
    ids.push(key.id)
    const standing = fails(key.id)
    if (standing !== undefined) keys[key.id] = standing
  }
  return ids
}

const TWO = [withKeys(1, 2), withKeys(2, 2)]

describe('a plan', () => {
  it('has the name of its strategy', () => {
    expect(inOrder.strategy).toBe('in-order')
  })

  it('gives the next key after one that failed alone, then the next channel', () => {
    expect(tried(TWO)).toEqual([11, 12, 21, 22])
  })

  it.each(['model', 'channel'] as const)('gives the next channel after a %s failed', (scope) => {
    expect(tried(TWO, { fails: () => ({ coolsMs: 1_000, scope }) })).toEqual([11, 21])
  })

  it('gives the next channel after a failure that cooled nothing', () => {
    expect(tried(TWO, { fails: () => undefined })).toEqual([11, 21])
  })

  it('gives nothing twice, even what has come back in the meantime', () => {
    const cools = { coolsMs: 1_000 }
    const keys: Record<number, Standing> = {}
    const state = createStillState(TWO, { keys })
    const plan = inOrder(anyRequest(), state, START)[Symbol.iterator]()
    expect(plan.next().value?.key.id).toBe(11)
    keys[11] = cools
    expect(plan.next().value?.key.id).toBe(12)
    delete keys[11]
    keys[12] = cools
    expect(plan.next().value?.key.id).toBe(21)
  })

  it('that has ended stays ended', () => {
    const keys: Record<number, Standing> = { 11: { hold: 'full' }, 21: { hold: 'full' } }
    const state = createStillState([withKeys(1, 1), withKeys(2, 1)], { keys })
    const plan = inOrder(anyRequest(), state, START)[Symbol.iterator]()
    expect(plan.next()).toEqual({ done: true, value: undefined })
    delete keys[11]
    expect(plan.next()).toEqual({ done: true, value: undefined })
  })

  it('goes from the highest priority down, and up again to what has come back', () => {
    const channels = [withKeys(1, 1), withKeys(2, 1, { priority: 1 }), withKeys(3, 1)]
    expect(tried(channels)).toEqual([21, 11, 31])
    const keys: Record<number, Standing> = { 21: { hold: 'full' } }
    const state = createStillState(channels, { keys })
    const ids: number[] = []
    for (const { key } of inOrder(anyRequest(), state, START)) {
      ids.push(key.id)
      keys[21] = {}
    }
    expect(ids).toEqual([11, 21, 31])
  })

  it('stays with a channel whose other keys are ready, whoever the strategy would pick', () => {
    const last = createPlanner({
      name: 'last',
      pick: (group, round) => group.members.map((one) => round.ready(one)).findLast(Boolean),
    })
    const channels = [withKeys(1, 1), withKeys(2, 2), withKeys(3, 1, { priority: -1 })]
    expect(tried(channels, { selector: last })).toEqual([21, 22, 11, 31])
  })
})

describe('the keys of a channel', () => {
  const three = [withKeys(1, 3)]

  it('begin with the one whose turn it is', () => {
    expect([0, 1, 2].map((nextKey) => tried(three, { nextKey }))).toEqual([
      [11, 12, 13],
      [12, 13, 11],
      [13, 11, 12],
    ])
  })

  it('begin where the strategy says', () => {
    const ofItsOwn = createPlanner({
      name: 'of its own',
      pick: (group, round) => group.members.map((member) => round.ready(member)).find(Boolean),
      firstKey: () => 2,
    })
    expect(tried(three, { selector: ofItsOwn })).toEqual([13, 11, 12])
  })

  it('are passed over while they cool or are held', () => {
    expect(tried(three, { keys: { 11: { coolsMs: 1 }, 12: { hold: 'recovering' } } })).toEqual([13])
  })
})

describe('the channels that a token may use', () => {
  const three = [withKeys(1, 1), withKeys(2, 1), withKeys(3, 1)]

  it.each([
    [undefined, [11, 21, 31]],
    [null, [11, 21, 31]],
    [[], []],
    [
      [3, 1, 9],
      [11, 31],
    ],
  ])('of %j', (channelIds, ids) => {
    expect(tried(three, { request: channelIds === undefined ? {} : { channelIds } })).toEqual(ids)
  })

  it('are the only last resorts', () => {
    const keys = { 11: { coolsMs: 1 }, 21: { coolsMs: 3 }, 31: { coolsMs: 2 } }
    expect(tried(three, { keys, request: { channelIds: [2, 3] } })).toEqual([31])
  })
})

describe('the home of a thread', () => {
  const channels = [withKeys(1, 2), withKeys(2, 3, { priority: -1 })]
  const home = { channelId: 2, keyId: 22 }

  it('comes first, whatever its priority, then what is next for anyone', () => {
    expect(tried(channels, { request: { home } })).toEqual([22, 11, 12, 23, 21])
  })

  it('is no one where there is none', () => {
    expect(tried(channels, { request: { home: null } })).toEqual([11, 12, 21, 22, 23])
  })

  it.each([
    ['its channel is gone', { channelId: 9, keyId: 22 }, [11, 12, 21, 22, 23]],
    ['only its key is gone', { channelId: 2, keyId: 99 }, [21, 11, 12, 22, 23]],
  ])('is left out where %s', (_, gone, ids) => {
    expect(tried(channels, { request: { home: gone } })).toEqual(ids)
  })

  it('is left for another key of its channel, then for others, while it cools', () => {
    const rest = { coolsMs: 1_000 }
    expect(tried(channels, { request: { home }, keys: { 22: rest } })[0]).toBe(23)
    const keys = { 21: rest, 22: rest, 23: rest }
    expect(tried(channels, { request: { home }, keys })).toEqual([11, 12])
  })

  it('says nothing about the keys of other channels', () => {
    expect(tried(channels, { request: { home: { channelId: 2, keyId: 12 } } })[0]).toBe(21)
    expect(tried(channels, { request: { home: { channelId: 9, keyId: 12 } } })[0]).toBe(11)
  })
})

describe('where everything cools', () => {
  const channels = [withKeys(1, 2, { priority: 1 }), withKeys(2, 2), withKeys(3, 1)]
  const cooling = (...coolsMs: number[]) =>
    Object.fromEntries([11, 12, 21, 22, 31].map((id, at) => [id, { coolsMs: coolsMs[at] ?? 0 }]))

  it.each([
    [[5, 4, 3, 2, 6], 22],
    [[5, 1, 3, 2, 6], 12],
    [[5, 4, 3, 3, 2], 31],
    [[5, 4, 4, 4, 4], 12],
    [[5, 4, 6, 5, 7], 12],
    [[4, 4, 5, 5, 5], 11],
  ])('of rests of %j ms only the one that ends first is tried: %i', (rests, id) => {
    expect(tried(channels, { keys: cooling(...rests) })).toEqual([id])
  })

  it('it is not tried while another request tries it, and neither is what is due later', () => {
    const keys = { ...cooling(5, 4, 3, 2, 6), 22: { coolsMs: 2, hold: 'recovering' as const } }
    expect(tried(channels, { keys })).toEqual([])
  })

  it('what has cooled and is being tried comes before what still cools', () => {
    const keys = { ...cooling(5, 4, 3, 2, 6), 31: { hold: 'recovering' as const } }
    expect(tried(channels, { keys })).toEqual([])
  })

  it.each(['full', 'rate-limited', 'budget-used-up', 'outside-hours'] as const)(
    'what is %s is no last resort, the next one is',
    (hold) => {
      const keys = { ...cooling(5, 4, 3, 2, 6), 22: { coolsMs: 2, hold } }
      expect(tried(channels, { keys })).toEqual([21])
    },
  )
})
