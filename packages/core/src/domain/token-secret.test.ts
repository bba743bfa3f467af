import { expect, it } from 'vitest'
import { toTokenDigest, toTokenPrefix, toTokenSecret } from './token-secret.js'

it('makes a secret of random bytes that can be sent in a header and be recognised', () => {
  const secret = toTokenSecret(new Uint8Array(32).fill(0xfb))
  expect(secret).toBe(`ccl_${'-_v7'.repeat(10)}-_s`)
  expect(toTokenPrefix(secret)).toBe('ccl_-_v7-_')
})

it('keeps of a secret what anyone can check and nobody can turn back', () => {
  expect(toTokenDigest('abc')).toBe(
    'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad',
  )
})
