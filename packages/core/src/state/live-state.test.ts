import { expect, test } from 'vitest'
import { CHANNEL_DEFAULTS, type Channel } from '../domain/channel.js'
import { Secret } from '../domain/secret.js'
import { CcloadError } from '../errors.js'
import { createLiveState } from './live-state.js'
import { ROUTING_DEFAULTS } from './routing.js'

const channels: Channel[] = [1, 2].map((id) => ({
  ...CHANNEL_DEFAULTS,
  id,
  name: `channel-${id}`,
  url: 'http://upstream.test',
  keys: [{ id, secret: new Secret('secret'), enabled: true, note: '' }],
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
  state.use(
    channels.map((channel) => ({
      ...channel,
      keys: channel.keys.map((key) => ({ ...key, secret: new Secret(key.secret.reveal()) })),
    })),
    1,
  )
  expect(state.groups('claude-x')).toBe(before)
})

const LONG = 'sk-ant-0123456789-wxyz'
const ALIKE = 'sk-ant-9876543210-wxyz'
const proxy = (url: string) => ({ ...CHANNEL_DEFAULTS.connection, proxyUrl: new Secret(url) })

test.each<[string, Partial<Channel>, Partial<Channel>]>([
  [
    'a key',
    { keys: [{ id: 1, secret: new Secret(LONG), enabled: true, note: '' }] },
    { keys: [{ id: 1, secret: new Secret(ALIKE), enabled: true, note: '' }] },
  ],
  ['a header', { headers: { 'x-a': new Secret(LONG) } }, { headers: { 'x-a': new Secret(ALIKE) } }],
  [
    'a proxy',
    { connection: proxy('http://me:one@proxy.test:1') },
    { connection: proxy('http://me:two@proxy.test:1') },
  ],
])('%s that has changed behind an equal mask is taken over', (_, before, after) => {
  const state = create()
  const [first] = channels
  if (first === undefined) return expect.unreachable()
  const [old, fresh] = [
    { ...first, ...before },
    { ...first, ...after },
  ]
  expect(JSON.stringify(old)).toBe(JSON.stringify(fresh))
  state.use([old], 1)
  state.use([fresh], 2)
  expect(state.channels()).toEqual([fresh])
  expect(state.groups('claude-x')[0]?.members[0]?.channel).toBe(fresh)
})

test('a key that has changed behind an equal mask is forgiven', () => {
  const state = create()
  const [first] = channels
  if (first === undefined) return expect.unreachable()
  const withKey = (text: string) => [
    { ...first, keys: [{ id: 1, secret: new Secret(text), enabled: true, note: '' }] },
  ]
  state.use(withKey(LONG), 1)
  const candidate = state.groups('claude-x')[0]?.members[0]?.candidates[0]
  if (candidate === undefined) return expect.unreachable()
  state.begin(candidate, 2)
  const cool = { scope: 'key', cause: 'credential', until: 1_000_000 } as const
  state.end(candidate, { action: 'next', cool }, 2, 3)
  expect(state.cooldowns(4)).toHaveLength(1)
  state.use(withKey(ALIKE), 5)
  expect(state.cooldowns(6)).toEqual([])
})

test.each<[string, Partial<Channel>]>([
  ['key 7', { keys: [{ id: 7, secret: 'sk-plain' as never, enabled: true, note: '' }] }],
  ['header x-a', { headers: { 'x-a': 'sk-plain' as never } }],
  ['proxy', { connection: { ...CHANNEL_DEFAULTS.connection, proxyUrl: 'sk-plain' as never } }],
])('a store that gives a plain text is refused: %s', (place, plain) => {
  const state = create()
  const broken = channels.map((channel) => ({ ...channel, ...plain }))
  const message = `Channel "channel-1", ${place}: the store has to give a Secret, as toSecret(text) makes it`
  expect(() => state.use(broken, 1)).toThrow(new CcloadError('invalid_option', message))
  expect(state.channels()).toBe(channels)
})

test('a change by hand is seen although it did not count up the version', () => {
  const state = create()
  const [first, ...others] = channels
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
