import { expect, it } from 'vitest'
import { toStorableName, toStorableText } from './name-text.js'

it('leaves good texts as they are', () => {
  for (const text of ['', 'claude', '渠道', '👍', 'a\u200bb', ' x ']) {
    expect(toStorableText(text)).toBe(text)
    expect(toStorableName(text)).toBe(text)
  }
})

it('replaces what databases refuse or make something else of', () => {
  expect(toStorableText('a\0b\ud800c\udc00')).toBe('a\uFFFDb\uFFFDc\uFFFD')
})

it('cuts long names between characters', () => {
  expect(toStorableName('x'.repeat(600))).toBe('x'.repeat(512))
  expect(toStorableName('👍'.repeat(600))).toBe('👍'.repeat(512))
})
