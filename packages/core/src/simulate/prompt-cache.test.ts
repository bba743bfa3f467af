import { expect, test } from 'vitest'
import { PromptCache } from './prompt-cache.js'

const MINUTE = 60_000

test('an account that read the conversation within five minutes has it in its cache', () => {
  const cache = new PromptCache()
  expect(cache.read('s', 'a', 100, 0)).toEqual({ continues: false, cachedTokens: 0 })
  expect(cache.read('s', 'a', 150, 4 * MINUTE)).toEqual({ continues: true, cachedTokens: 100 })
  expect(cache.read('s', 'a', 200, 8 * MINUTE)).toEqual({ continues: true, cachedTokens: 150 })
  expect(cache.read('s', 'a', 250, 13 * MINUTE)).toEqual({ continues: true, cachedTokens: 0 })
})

test('another account, or another conversation, has not', () => {
  const cache = new PromptCache()
  cache.read('s', 'a', 100, 0)
  expect(cache.read('s', 'b', 150, 1)).toEqual({ continues: true, cachedTokens: 0 })
  expect(cache.read('t', 'a', 150, 2)).toEqual({ continues: false, cachedTokens: 0 })
})

test('a conversation that was made shorter finds no more than it has', () => {
  const cache = new PromptCache()
  cache.read('s', 'a', 100, 0)
  expect(cache.read('s', 'a', 60, 1).cachedTokens).toBe(60)
})
