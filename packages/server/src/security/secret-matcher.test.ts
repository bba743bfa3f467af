import fc from 'fast-check'
import { expect, it } from 'vitest'
import { createSecretMatcher } from './secret-matcher.js'

function mask(text: string, ...secrets: string[]): string {
  const matcher = createSecretMatcher()
  for (const secret of secrets) matcher.add(secret)
  return matcher.mask(text)
}

it.each([
  ['nothing here', ['secret'], 'nothing here'],
  ['secret', ['secret'], '****'],
  ['a secret, twice: secret', ['secret'], 'a ****, twice: ****'],
  ['secretsecret', ['secret'], '********'],
  ['my-secret and secret', ['secret', 'my-secret'], '**** and ****'],
  ['secret-key-1', ['secret', 'secret-key-1'], '****'],
  ['one-secret-key', ['one-secret', 'secret-key'], '****'],
  ['short', ['short'], 'short'],
])('masks in %j the texts %j', (text, secrets, masked) => {
  expect(mask(text, ...secrets)).toBe(masked)
})

it('leaves none of them, and all of the rest', () => {
  const secret = fc.string({ unit: fc.constantFrom('a', 'b', 'c'), minLength: 6, maxLength: 9 })
  const text = fc.string({ unit: fc.constantFrom('a', 'b', 'c', '*'), maxLength: 60 })
  fc.assert(
    fc.property(fc.array(secret, { maxLength: 4 }), text, secret, (secrets, rest, planted) => {
      const masked = mask(`${rest}${planted}${rest}`, planted, ...secrets)
      for (const known of [planted, ...secrets]) expect(masked).not.toContain(known)
      expect(mask('x'.repeat(40), planted)).toBe('x'.repeat(40))
    }),
  )
})

it('is quick to learn and to look, however many there are', () => {
  const matcher = createSecretMatcher()
  const secrets = Array.from(
    { length: 20_000 },
    (_, at) => `sk-ant-api03-${(at * 7919).toString(36)}-${at}`,
  )
  const startedAt = performance.now()
  for (const secret of secrets) matcher.add(secret)
  expect(matcher.mask(`x ${secrets[777]} y ${'z'.repeat(10_000)}`)).toBe(
    `x **** y ${'z'.repeat(10_000)}`,
  )
  expect(performance.now() - startedAt).toBeLessThan(1_000)
})
