import { expect, test } from 'vitest'
import { CHANNEL_DEFAULTS, type Channel } from '../domain/channel.js'
import { createLiveState } from './live-state.js'
import { ROUTING_DEFAULTS } from './routing.js'

const channels: Channel[] = [1, 2].map((id) => ({
  ...CHANNEL_DEFAULTS,
  id,
  name: `channel-${id}`,
  url: 'http://upstream.test',
  keys: [{ id, secret: 'secret', enabled: true, note: '' }],
  models: ['*'],
  version: 1,
  createdAt: 0,
  updatedAt: 0,
}))

function create() {
  const state = createLiveState({ ...ROUTING_DEFAULTS, random: () => 0.5 })
  state.use(channels, 0)
  return state
}

test('channels that are read again unchanged keep their candidates', () => {
  const state = create()
  const before = state.groups('claude-x')
  state.use(structuredClone(channels), 1)
  expect(state.groups('claude-x')).toBe(before)
})

test('a change by hand is seen although it did not count up the version', () => {
  const state = create()
  const [first, ...others] = structuredClone(channels)
  state.use([{ ...(first as Channel), priority: 7 }, ...others], 1)
  expect(state.groups('claude-x').map(({ priority }) => priority)).toEqual([7, 0])
})

test('attempts under way are counted by channel, and never below none', () => {
  const state = create()
  const [candidate] = state.groups('claude-x')[0]?.members[0]?.candidates ?? []
  if (candidate === undefined) throw new Error('no candidate')
  state.begin(candidate, 0)
  state.begin(candidate, 0)
  expect(state.inFlight(1)).toBe(2)
  for (let ends = 0; ends < 3; ends += 1) state.end(candidate, { action: 'relay' }, 0, 0)
  expect(state.inFlight(1)).toBe(0)
})

test('a clock that is set back breaks nothing', () => {
  const state = create()
  const [candidate] = state.groups('claude-x')[0]?.members[0]?.candidates ?? []
  if (candidate === undefined) throw new Error('no candidate')
  state.begin(candidate, 10_000)
  state.answered(candidate, { model: '', endpoint: 'messages', session: null }, 10_000, 5_000)
  expect(state.firstEventMs(candidate, 4_000)).toBe(0)
  state.end(candidate, { action: 'next', cool: { scope: 'key', cause: 'timeout' } }, 10_000, 5_000)
  expect(state.cooldown(candidate, 5_000)?.until).toBe(6_000)
})
