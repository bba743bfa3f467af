import { describe, expect, it } from 'vitest'
import {
  anyRequest,
  createStillState,
  type StillFacts,
  withKeys,
} from '../../test/routing/still-state.js'
import { START } from '../../test/routing/world.js'
import type { Channel } from '../domain/channel.js'
import type { RouteRequest, RoutingState, Selector } from '../ports/selector.js'
import { explain } from './explain.js'
import { roundRobin } from './round-robin.js'

/** What is said of each channel by its id: place, reason, how long it rests. */
function said(
  channels: readonly Channel[],
  facts: StillFacts = {},
  request: Partial<RouteRequest> = {},
) {
  const state = createStillState(channels, facts)
  const explained = explain(anyRequest(request), state, START, roundRobin)
  return explained.map(({ channelId, position, reason, until, keys }) => ({
    channel: [channelId, position, reason, until === null ? null : until - START],
    keys: keys.map((key) => [key.keyId, key.position, key.reason]),
  }))
}

function withDisabled(channel: Channel, keyId: number): Channel {
  const keys = channel.keys.map((key) => (key.id === keyId ? { ...key, enabled: false } : key))
  return { ...channel, keys }
}

describe('the key that stands for its channel', () => {
  it('is the one that is tried first', () => {
    expect(said([withKeys(1, 3)], { nextKey: 1 })).toEqual([
      {
        channel: [1, 1, 'ready', null],
        keys: [
          [11, 3, 'ready'],
          [12, 1, 'ready'],
          [13, 2, 'ready'],
        ],
      },
    ])
  })

  it('is the one that is tried, however many are not', () => {
    const channel = withDisabled(withKeys(1, 3), 11)
    expect(said([channel], { keys: { 12: { coolsMs: 5 } } })).toEqual([
      {
        channel: [1, 1, 'ready', null],
        keys: [
          [11, null, 'disabled'],
          [12, null, 'cooling'],
          [13, 1, 'ready'],
        ],
      },
    ])
  })

  it('is, of several that cool, the one due soonest', () => {
    const keys = { 21: { coolsMs: 5 }, 22: { coolsMs: 3 }, 23: { coolsMs: 4 } }
    const [, cooling] = said([withKeys(1, 1), withKeys(2, 3)], { keys })
    expect(cooling?.channel).toEqual([2, null, 'cooling', 3])
  })

  it('is one that cools before one that is disabled', () => {
    const two = withDisabled(withKeys(2, 2), 21)
    const [, cooling] = said([withKeys(1, 1), two], { keys: { 22: { coolsMs: 3 } } })
    expect(cooling?.channel).toEqual([2, null, 'cooling', 3])
  })

  it('is one that is held before one that cools', () => {
    const keys = { 21: { coolsMs: 5 }, 22: { hold: 'recovering' as const } }
    const [, held] = said([withKeys(1, 1), withKeys(2, 2)], { keys })
    expect(held?.channel).toEqual([2, null, 'recovering', null])
  })

  it('is the last resort before all else where everything cools', () => {
    const keys = { 11: { coolsMs: 5 }, 12: { coolsMs: 3 }, 21: { coolsMs: 4 } }
    expect(said([withKeys(1, 2), withKeys(2, 1)], { keys }).map(({ channel }) => channel)).toEqual([
      [1, 1, 'due-soonest', 3],
      [2, null, 'cooling', 4],
    ])
  })
})

describe('a channel that cannot be used', () => {
  it.each<[string, Channel, unknown]>([
    ['disabled', withKeys(1, 1, { enabled: false }), [[11, null, 'disabled']]],
    ['no-key', withKeys(1, 0), []],
    ['no-key', withDisabled(withKeys(1, 1), 11), [[11, null, 'disabled']]],
    [
      'model-not-served',
      withDisabled(withKeys(1, 2, { models: ['other'] }), 11),
      [
        [11, null, 'disabled'],
        [12, null, 'model-not-served'],
      ],
    ],
  ])('is %s', (reason, channel, keys) => {
    expect(said([channel])).toEqual([{ channel: [1, null, reason, null], keys }])
  })

  it('is not one that the token may use, whatever else there is to say of it', () => {
    const channels = [withKeys(1, 1), withDisabled(withKeys(2, 2), 22)]
    const keys = { 21: { coolsMs: 5 } }
    expect(said(channels, { keys }, { channelIds: [1] })).toEqual([
      { channel: [1, 1, 'ready', null], keys: [[11, 1, 'ready']] },
      {
        channel: [2, null, 'not-allowed', null],
        keys: [
          [21, null, 'not-allowed'],
          [22, null, 'disabled'],
        ],
      },
    ])
  })
})

describe('the selector that is asked', () => {
  const channels = [withKeys(1, 2), withKeys(2, 1)]
  const facts: StillFacts = {
    nextMember: 1,
    nextKey: 1,
    turns: [3, 4],
    keys: { 11: { hold: 'full' }, 12: { coolsMs: 9 } },
    inFlight: { 1: 5, 2: 6 },
    firstEventMs: { 2: 70 },
  }

  function answers(state: RoutingState) {
    const groups = state.groups('claude-a')
    return {
      channels: state.channels(),
      groups,
      ofGroups: groups.map((group) => ({
        rests: state.rests(group, START),
        nextMember: state.nextMember(group),
        turns: state.turns(group),
        inFlight: state.inFlightOf(group),
        ofMembers: group.members.map((member) => ({
          nextKey: state.nextKey(member),
          inFlight: state.inFlight(member.channel.id),
          ofCandidates: member.candidates.map((candidate) => ({
            cooldown: state.cooldown(candidate, START),
            hold: state.hold(candidate, START),
            firstEventMs: state.firstEventMs(candidate, START),
          })),
        })),
      })),
    }
  }

  it('sees the state as it is', () => {
    const state = createStillState(channels, facts)
    let seen: unknown
    explain(anyRequest(), state, START, (_, shown) => {
      seen = answers(shown)
      return []
    })
    expect(seen).toEqual(answers(state))
  })

  it('sees what it has given as keys that have failed for good', () => {
    const seen: unknown[] = []
    const selector: Selector = function* (request, shown, now) {
      for (const { members } of shown.groups(request.model)) {
        for (const candidate of members.flatMap(({ candidates }) => candidates)) {
          yield candidate
          seen.push(shown.cooldown(candidate, now))
        }
      }
    }
    explain(anyRequest(), createStillState(channels), START, selector)
    const failed = { scope: 'key', model: null, until: Number.POSITIVE_INFINITY }
    expect(seen).toMatchObject([
      { ...failed, channelId: 1, keyId: 11 },
      { ...failed, channelId: 1, keyId: 12 },
      { ...failed, channelId: 2, keyId: 21 },
    ])
  })
})
