import { expect, it } from 'vitest'
import type { ListedChannel, ListedCooldown } from '../../api/channels.js'
import { findProblems } from './find-problems.js'

const NOW = 1_000_000
const KEY = { id: 1, api_key: '****', enabled: true, note: '' }
const channel = (id: number, rest: Partial<ListedChannel> = {}) =>
  ({ id, name: `c${id}`, enabled: true, keys: [KEY], coolsUntil: null, ...rest }) as ListedChannel
const cooldown = (channel_id: number, rest: Partial<ListedCooldown> = {}) =>
  ({
    channel_id,
    scope: 'model',
    model: 'm',
    endsAt: NOW + 1,
    cause: 'quota',
    ...rest,
  }) as ListedCooldown
const kinds = (...parameters: Parameters<typeof findProblems>) =>
  findProblems(...parameters).map(({ kind }) => kind)

it('is quiet while all is well, and about disabled channels', () => {
  expect(kinds([channel(1), channel(2, { enabled: false, keys: [] })], [], NOW)).toEqual([])
})

it('names what cools with its cause and its end', () => {
  const cooling = channel(2, { coolsUntil: NOW + 5000 })
  const [problem] = findProblems([channel(1), cooling], [cooldown(2, { scope: 'channel' })], NOW)
  expect(problem).toEqual({ kind: 'cooling', channel: cooling, cause: 'quota', until: NOW + 5000 })
})

it('says first that nothing can be served', () => {
  expect(kinds([channel(1, { coolsUntil: NOW + 1 })], [], NOW)).toEqual(['no-channel', 'cooling'])
  expect(kinds([channel(1, { keys: [] })], [], NOW)).toEqual(['no-channel', 'no-key'])
})

it('forgets what has ended since it was loaded', () => {
  expect(kinds([channel(1, { coolsUntil: NOW })], [cooldown(1, { endsAt: NOW })], NOW)).toEqual([])
})

it('tells a part that rests from the whole', () => {
  expect(kinds([channel(1)], [cooldown(1)], NOW)).toEqual(['partly'])
  expect(kinds([channel(1, { state: 'full' }), channel(2)], [], NOW)).toEqual(['full'])
})
