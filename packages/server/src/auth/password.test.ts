import { expect, it } from 'vitest'
import { createCredential, verifyPassword } from './password.js'

const CHEAP = { N: 16, r: 1, p: 1 }

it('recognises the password and nothing else', async () => {
  const { hash } = await createCredential('Straße 12 älter', CHEAP)
  expect(await verifyPassword('Straße 12 älter', hash)).toBe(true)
  for (const other of ['', 'Straße 12 alter', 'Straße 12 älter ', 'STRASSE 12 ÄLTER']) {
    expect(await verifyPassword(other, hash)).toBe(false)
  }
})

it('takes equal texts in different Unicode spellings for the same', async () => {
  const { hash } = await createCredential('caf\u00e9 caf\u00e9', CHEAP)
  expect(await verifyPassword('cafe\u0301 cafe\u0301', hash)).toBe(true)
})

it('salts each hash', async () => {
  const [a, b] = await Promise.all([createCredential('x', CHEAP), createCredential('x', CHEAP)])
  expect(a.hash).not.toBe(b.hash)
})

it('stores the cost with the hash, 32 MiB by default', async () => {
  const { hash } = await createCredential('a long password')
  expect(hash).toMatch(/^scrypt\$32768\$8\$3\$[\w-]{22}\$[\w-]{43}$/)
  expect(await verifyPassword('a long password', hash)).toBe(true)
})

it.each([
  '',
  'scrypt$1',
  'bcrypt$16$1$1$AAAA$AAAA',
  'scrypt$16$1$1$AAAA$AAAA',
  'scrypt$x$1$1$AAAA$AAAA',
])('matches nothing against the broken hash %j', async (hash) => {
  expect(await verifyPassword('anything', hash)).toBe(false)
})

it('refuses input of any length beyond the limit unhashed', async () => {
  const { hash } = await createCredential('p'.repeat(2000), CHEAP)
  expect(await verifyPassword('p'.repeat(2000), hash)).toBe(false)
})
