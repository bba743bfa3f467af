import { expect, test } from 'vitest'
import { CHANNEL_DEFAULTS, type Channel } from './channel.js'
import { channelCooldown } from './channel-cooldown.js'
import type { Cooldown } from './cooldown.js'
import { Secret } from './secret.js'

const key = (id: number, enabled = true) => ({
  id,
  secret: new Secret('secret'),
  enabled,
  note: '',
})

const channel: Channel = {
  ...CHANNEL_DEFAULTS,
  id: 1,
  name: 'main',
  url: 'http://upstream.test',
  keys: [key(1), key(2), key(3, false)],
  models: ['claude-a', 'claude-b'],
  aliases: { 'claude-b': 'vendor/b' },
  version: 1,
  createdAt: 0,
  updatedAt: 0,
}

function cooldown(until: number, target: Partial<Cooldown>): Cooldown {
  const scope = 'channel'
  const cause = 'overloaded'
  return { scope, channelId: 1, keyId: null, model: null, until, durationMs: 1, cause, ...target }
}

const ofKey = (keyId: number, until: number) => cooldown(until, { scope: 'key', keyId })
const ofModel = (model: string, until: number) => cooldown(until, { scope: 'model', model })

function untilOf(cooldowns: readonly Cooldown[], of: Channel = channel) {
  return channelCooldown(of, cooldowns)?.until
}

test('one of several keys or models rests: the channel does not', () => {
  expect(untilOf([])).toBeUndefined()
  expect(untilOf([ofKey(1, 9)])).toBeUndefined()
  expect(untilOf([ofModel('claude-a', 9)])).toBeUndefined()
  expect(untilOf([ofKey(1, 9), ofModel('claude-a', 9)])).toBeUndefined()
  // The third one is disabled, so that it is no matter whether it rests.
  expect(untilOf([ofKey(1, 9), ofKey(3, 9)])).toBeUndefined()
})

test('all enabled keys rest: the channel does, until the first is back', () => {
  expect(channelCooldown(channel, [ofKey(1, 9), ofKey(2, 5)])).toEqual(cooldown(5, {}))
  expect(untilOf([ofKey(1, 5), ofKey(2, 9)])).toBe(5)
})

test("all models rest, by the upstream's names: the channel does", () => {
  expect(untilOf([ofModel('claude-a', 9), ofModel('vendor/b', 7)])).toBe(7)
  expect(untilOf([ofModel('claude-a', 9), ofModel('claude-b', 7)])).toBeUndefined()
})

test('the rest of the channel itself counts, or the longer one', () => {
  expect(untilOf([cooldown(3, {})])).toBe(3)
  expect(untilOf([cooldown(3, {}), ofKey(1, 9), ofKey(2, 5)])).toBe(5)
  expect(untilOf([cooldown(7, {}), ofKey(1, 9), ofKey(2, 5)])).toBe(7)
})

test('wildcards have no end of models, and no keys are not all keys', () => {
  const wild = { ...channel, models: ['*'], aliases: {} }
  expect(untilOf([ofModel('claude-a', 9)], wild)).toBeUndefined()
  expect(untilOf([], { ...channel, keys: [], models: [], aliases: {} })).toBeUndefined()
})

test('other channels do not count', () => {
  expect(untilOf([cooldown(3, { channelId: 2 })])).toBeUndefined()
})
