import { expect, it } from 'vitest'
import { createWorld, START, toChannel } from '../../test/routing/world.js'
import type { Verdict } from '../domain/verdict.js'
import type { LiveState } from './live-state.js'

const MODEL = 'claude-a'
const MINUTE = 60_000

function setUp(channels: Parameters<typeof createWorld>[0]) {
  const { state } = createWorld(channels, 'affinity')
  const note = (now = START, channelIds: readonly number[] | null = null) =>
    state.note({ model: MODEL, endpoint: 'messages', session: null, channelIds }, 'affinity', now)
  return { state, note }
}

function candidate(state: LiveState, channelId: number) {
  const [group] = state.groups(MODEL)
  const member = group?.members.find(({ channel }) => channel.id === channelId)
  const [first] = member?.candidates ?? []
  if (first === undefined) throw new Error('no such channel')
  return first
}

function cool(state: LiveState, channelId: number, until: number, now = START): void {
  const one = candidate(state, channelId)
  const verdict: Verdict = { action: 'next', cool: { scope: 'key', cause: 'quota', until } }
  state.begin(one, now)
  state.end(one, verdict, now, now)
}

const channels = (count: number) => Array.from({ length: count }, (_, at) => toChannel(at + 1))

it('says nothing where nothing is left out', () => {
  const { note } = setUp([...channels(2), toChannel(3, { models: ['other'] })])
  expect(note()).toBeNull()
})

it('says what cools and until when, once for all requests, and no longer than that', () => {
  const { state, note } = setUp(channels(3))
  cool(state, 2, START + MINUTE)
  expect(note()).toEqual({
    strategy: 'affinity',
    ready: 2,
    leftOut: [{ channelId: 2, reason: 'cooling', until: START + MINUTE }],
    more: 0,
  })
  const one = candidate(state, 1)
  state.begin(one, START + 1)
  expect(note(START + 1)).toBe(note())
  state.end(one, { action: 'relay', clear: true }, START + 1, START + 2)
  expect(note(START + MINUTE - 1)).toBe(note())
  expect(note(START + MINUTE)).toBeNull()
})

it('changes as soon as another one cools, or is cleared', () => {
  const { state, note } = setUp(channels(3))
  cool(state, 2, START + MINUTE)
  expect(note()?.ready).toBe(2)
  cool(state, 3, START + 2 * MINUTE)
  expect(note()?.leftOut.map(({ channelId }) => channelId)).toEqual([2, 3])
  expect(note(START + MINUTE)?.leftOut).toEqual([
    { channelId: 3, reason: 'cooling', until: START + 2 * MINUTE },
  ])
  state.clear(START, 2)
  expect(note()?.leftOut.map(({ channelId }) => channelId)).toEqual([3])
})

it('names a channel that is tested, and one that is full', () => {
  const limits = { requestsPerMinute: null, concurrent: 1, dailyCostMicroUsd: null }
  const { state, note } = setUp([toChannel(1), toChannel(2), toChannel(3, { limits })])
  cool(state, 2, START + MINUTE)
  const now = START + MINUTE + 1
  state.begin(candidate(state, 2), now)
  state.begin(candidate(state, 3), now)
  const leftOut = [
    { channelId: 2, reason: 'recovering', until: null },
    { channelId: 3, reason: 'full', until: null },
  ]
  expect(note(now)).toEqual({ strategy: 'affinity', ready: 1, leftOut, more: 0 })
  state.end(candidate(state, 3), { action: 'relay' }, now, now)
  expect(note(now)?.leftOut).toEqual(leftOut.slice(0, 1))
  state.end(candidate(state, 2), { action: 'relay' }, now, now)
  expect(note(now)).toBeNull()
})

it('counts only what the request may use', () => {
  const { state, note } = setUp(channels(4))
  cool(state, 2, START + MINUTE)
  expect(note(START, [1, 3])).toBeNull()
  expect(note(START, [1, 2])).toMatchObject({ ready: 1, leftOut: [{ channelId: 2 }] })
  expect(note()?.ready).toBe(3)
})

it('names twenty and counts the rest', () => {
  const { state, note } = setUp(channels(50))
  for (let id = 1; id <= 45; id += 1) cool(state, id, START + MINUTE)
  expect(note()?.leftOut.map(({ channelId }) => channelId)).toEqual(
    Array.from({ length: 20 }, (_, at) => at + 1),
  )
  expect(note()).toMatchObject({ ready: 5, more: 25 })
})
