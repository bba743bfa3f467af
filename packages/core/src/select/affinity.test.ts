import { describe, expect, it } from 'vitest'
import {
  anyRequest,
  createStillState,
  keyIdsOf,
  type StillFacts,
  withKeys,
} from '../../test/routing/still-state.js'
import { START } from '../../test/routing/world.js'
import type { Channel } from '../domain/channel.js'
import type { RoutingState } from '../ports/selector.js'
import { type AffinityOptions, createAffinity } from './affinity.js'
import { digest, draw, weightedDraw } from './rendezvous.js'

const SESSIONS = Array.from({ length: 40 }, (_, at) => `session-${at}`)

interface Case extends StillFacts {
  readonly channels: readonly Channel[]
  readonly session: string | null
  readonly channelIds?: readonly number[]
  readonly options?: AffinityOptions
}

/** The channel that a session gets, of channels with one key each. */
function channelOf({ channels, session, channelIds, options, ...facts }: Case): number {
  const request = channelIds === undefined ? { session } : { session, channelIds }
  const [keyId = 0] = keyIdsOf(createAffinity(options), createStillState(channels, facts), request)
  return (keyId - 1) / 10
}

/** The ids in the order of their draws, the greatest first. */
function byDraw(ids: readonly number[], session: string): number[] {
  const seed = digest(session)
  return [...ids].sort((a, b) => draw(seed, b) - draw(seed, a))
}

describe('a session', () => {
  it('gets the channel with the greatest draw, and the next one while that is not ready', () => {
    const channels = [1, 2, 3, 4].map((id) => withKeys(id, 1))
    for (const session of SESSIONS) {
      const [first = 0, second = 0, third] = byDraw([1, 2, 3, 4], session)
      expect(channelOf({ channels, session })).toBe(first)
      const one = { [10 * first + 1]: { coolsMs: 1 } }
      expect(channelOf({ channels, session, keys: one })).toBe(second)
      const two = { ...one, [10 * second + 1]: { hold: 'full' as const } }
      expect(channelOf({ channels, session, keys: two })).toBe(third)
    }
  })

  it('asks about no other channel while its own is ready', () => {
    const state = createStillState([1, 2, 3, 4].map((id) => withKeys(id, 1)))
    for (const session of SESSIONS) {
      const asked: number[] = []
      const watched: RoutingState = {
        ...state,
        cooldown(candidate, now) {
          asked.push(candidate.channel.id)
          return state.cooldown(candidate, now)
        },
      }
      const plan = createAffinity()(anyRequest({ session }), watched, START)
      const [first] = plan
      expect(asked).toEqual([first?.channel.id])
    }
  })

  it('is drawn by weight where weights differ', () => {
    const weights = [9, 1, 3]
    const channels = weights.map((weight, at) => withKeys(at + 1, 1, { weight }))
    for (const session of SESSIONS) {
      const draws = weights.map((weight, at) => weightedDraw(digest(session), at + 1, weight))
      const first = draws.indexOf(Math.max(...draws)) + 1
      expect(channelOf({ channels, session })).toBe(first)
    }
  })

  it('gets, without one, the channel whose turn it is', () => {
    const channels = [1, 2, 3].map((id) => withKeys(id, 1))
    for (const nextMember of [0, 1, 2]) {
      expect(channelOf({ channels, session: null, nextMember })).toBe(nextMember + 1)
    }
  })
})

describe('the key of a session', () => {
  const firstKey = (session: string | null, overrides: Partial<Channel> = {}, nextKey = 2) =>
    keyIdsOf(createAffinity(), createStillState([withKeys(1, 4, overrides)], { nextKey }), {
      session,
    })[0]

  it('is the one with the greatest draw, apart from the draws of channels', () => {
    const ids = [11, 12, 13, 14]
    for (const session of SESSIONS) {
      const [drawn = 0] = byDraw(
        ids.map((id) => -id),
        session,
      )
      expect(firstKey(session)).toBe(-drawn)
    }
  })

  it('is, on each channel that it comes to, the one with the greatest draw there', () => {
    const state = createStillState([withKeys(1, 4), withKeys(2, 4)])
    for (const session of SESSIONS) {
      const ids = keyIdsOf(createAffinity(), state, { session })
      const drawn = [1, 2].map((id) => {
        const [most = 0] = byDraw(
          [1, 2, 3, 4].map((at) => -(10 * id + at)),
          session,
        )
        return -most
      })
      expect([...ids].sort()).toEqual(drawn)
    }
  })

  it('is the one whose turn it is where there is no session, or keys are used in order', () => {
    expect(firstKey(null)).toBe(13)
    for (const session of SESSIONS) {
      expect(firstKey(session, { keyStrategy: 'sequential' }, 0)).toBe(11)
    }
  })
})

describe('a channel is full', () => {
  const [session = ''] = SESSIONS
  const [home = 0, other = 0, third = 0] = byDraw([1, 2, 3], session)
  const exactly = { loadFactor: 1, freeUpTo: 1 }
  const even = [1, 2, 3].map((id) => withKeys(id, 1))
  const pair = even.filter(({ id }) => id !== third)

  /** What the session gets while so many attempts are under way on each of these channels. */
  function got(atHome: number, atOther: number, rest: Partial<Case> & { atThird?: number } = {}) {
    const { atThird = 0, ...more } = rest
    const inFlight = { [home]: atHome, [other]: atOther, [third]: atThird }
    return channelOf({ channels: pair, session, options: exactly, inFlight, ...more })
  }

  it('at its share of all attempts, the next one included', () => {
    expect(got(3, 3)).toBe(home)
    expect(got(4, 3)).toBe(other)
    expect(got(4, 4)).toBe(home)
    expect(got(5, 4)).toBe(other)
  })

  it('at the given multiple of its share', () => {
    const options = { loadFactor: 1.5, freeUpTo: 1 }
    expect(got(7, 2)).toBe(other)
    expect(got(7, 2, { options })).toBe(home)
    expect(got(8, 1, { options })).toBe(other)
  })

  it('never with fewer attempts than are free, its own or those of whom it makes room for', () => {
    const options = { loadFactor: 1, freeUpTo: 5 }
    expect(got(4, 0, { options })).toBe(home)
    expect(got(5, 0, { options })).toBe(other)
    expect(got(9, 4, { options: { loadFactor: 0.1, freeUpTo: 5 } })).toBe(other)
    expect(got(9, 5, { options: { loadFactor: 0.1, freeUpTo: 5 } })).toBe(home)
  })

  it('at 1.25 times its share and 8 attempts unless told', () => {
    expect(got(7, 0, { options: {} })).toBe(home)
    expect(got(8, 0, { options: {} })).toBe(other)
    expect(got(12, 7, { options: {} })).toBe(home)
    expect(got(12, 6, { options: {} })).toBe(other)
  })

  it('by its weight', () => {
    const heavy = pair.map((channel) => ({ ...channel, weight: channel.id === home ? 3 : 1 }))
    // Three quarters of 8 are 6.
    expect(got(5, 2, { channels: heavy })).toBe(home)
    expect(got(6, 1, { channels: heavy })).toBe(other)
    const light = pair.map((channel) => ({ ...channel, weight: channel.id === home ? 1 : 3 }))
    const session = SESSIONS.find((one) => channelOf({ channels: light, session: one }) === home)
    expect(got(4, 2, { channels: light, session: session ?? '' })).toBe(other)
  })

  it('never for want of a place elsewhere', () => {
    expect(got(9, 9, { options: { loadFactor: 0.1, freeUpTo: 0 } })).toBe(home)
  })

  describe('where a third one', () => {
    const inUse = (overrides: Partial<Channel>) =>
      even.map((channel) => (channel.id === third ? { ...channel, ...overrides } : channel))
    const limited = inUse({ activeHours: { from: '09:00', to: '17:00', timeZone: 'UTC' } })
    const thirdKey = 10 * third + 1

    it('is ready, at a third', () => {
      expect(got(4, 4, { channels: even })).toBe(third)
      expect(got(4, 4, { channels: even, atThird: 4 })).toBe(home)
      expect(got(4, 4, { channels: limited })).toBe(third)
    })

    it.each([
      ['rests', { channels: even, keys: { [thirdKey]: { coolsMs: 1 } } }],
      [
        'is closed',
        { channels: limited, keys: { [thirdKey]: { hold: 'outside-hours' as const } } },
      ],
      ['is not for this request', { channels: even, channelIds: [home, other] }],
      ['is limited and not for this request', { channels: limited, channelIds: [home, other] }],
    ])('%s, at a half, whatever is under way there', (_, rest) => {
      expect(got(4, 4, rest)).toBe(home)
      expect(got(5, 4, rest)).toBe(other)
      expect(got(5, 4, { ...rest, atThird: 90 })).toBe(other)
    })

    it('is for this request too, at a third', () => {
      const channelIds = [home, other, third]
      expect(got(4, 4, { channels: even, channelIds })).toBe(third)
    })
  })
})
