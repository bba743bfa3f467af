import { randomBytes } from 'node:crypto'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { createKeyCipher } from './key-cipher.js'

const OLD = randomBytes(32)
const NEW = randomBytes(32)

it('gives back what it was given', () => {
  const cipher = createKeyCipher([NEW])
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      const stored = cipher.encrypt(text)
      expect(cipher.decrypt(stored)).toBe(text)
      expect(cipher.isCurrent(stored)).toBe(true)
    }),
  )
})

it('never writes the same twice, and nothing of the text', () => {
  const cipher = createKeyCipher([NEW])
  const [a, b] = [cipher.encrypt('sk-ant-secret'), cipher.encrypt('sk-ant-secret')]
  expect(a).not.toBe(b)
  expect(a).toMatch(/^enc:v1:[0-9a-f]{8}:[\w-]+$/)
  expect(Buffer.from(a.split(':')[3] ?? '', 'base64url').includes('sk-ant')).toBe(false)
})

it('reads what was written before a rotation, and what was never encrypted', () => {
  const before = createKeyCipher([OLD]).encrypt('key')
  const cipher = createKeyCipher([NEW, OLD])
  expect(cipher.decrypt(before)).toBe('key')
  expect(cipher.decrypt('sk-plain')).toBe('sk-plain')
  expect([before, 'sk-plain'].map(cipher.isCurrent)).toEqual([false, false])
})

it('refuses another secret, and any change of a single character', () => {
  const stored = createKeyCipher([OLD]).encrypt('key')
  expect(() => createKeyCipher([NEW]).decrypt(stored)).toThrow('another secret')
  const start = stored.lastIndexOf(':') + 1
  for (let i = start; i < stored.length - 1; i++) {
    const other = stored[i] === 'A' ? 'B' : 'A'
    const changed = stored.slice(0, i) + other + stored.slice(i + 1)
    expect(() => createKeyCipher([OLD]).decrypt(changed)).toThrow('another secret')
  }
  expect(() => createKeyCipher([OLD]).decrypt(stored.slice(0, start))).toThrow('another secret')
})
