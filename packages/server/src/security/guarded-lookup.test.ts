import type { LookupAddress, LookupOptions } from 'node:dns'
import { expect, it } from 'vitest'
import { createGuardedLookup, type Lookup } from './guarded-lookup.js'

const OPEN = { blockPrivate: false }
const CLOSED = { blockPrivate: true }

/** Answers each call with the next of the given lists of addresses. */
function resolver(...answers: string[][]): Lookup {
  return (_hostname, _options, callback) => {
    const addresses = answers.shift() ?? []
    callback(
      null,
      addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 })),
    )
  }
}

type Found = { address: string | LookupAddress[]; family: number | undefined }

function run(lookup: Lookup, hostname = 'api.example.com', options: LookupOptions = {}) {
  return new Promise<Found>((resolve, reject) => {
    lookup(hostname, options, (error, address, family) =>
      error ? reject(error) : resolve({ address, family }),
    )
  })
}

it('hands on what it was given, in both shapes', async () => {
  const addresses = ['192.0.2.1', '2001:db8::1']
  const one = await run(createGuardedLookup(CLOSED, resolver(addresses)))
  expect(one).toEqual({ address: '192.0.2.1', family: 4 })
  const all = await run(createGuardedLookup(CLOSED, resolver(addresses)), 'x.example', {
    all: true,
  })
  expect(all.address).toEqual([
    { address: '192.0.2.1', family: 4 },
    { address: '2001:db8::1', family: 6 },
  ])
})

it('refuses a name that leads elsewhere the second time', async () => {
  const lookup = createGuardedLookup(OPEN, resolver(['192.0.2.1'], ['169.254.169.254']))
  await run(lookup)
  await expect(run(lookup)).rejects.toMatchObject({ code: 'EACCES' })
})

it.each([['169.254.169.254'], ['::ffff:169.254.169.254'], ['fe80::1'], ['0.0.0.0']])(
  'refuses %s, also behind a harmless address',
  async (address) => {
    const lookup = createGuardedLookup(OPEN, resolver(['192.0.2.1', address]))
    await expect(run(lookup, 'x.example', { all: true })).rejects.toMatchObject({ code: 'EACCES' })
  },
)

it('refuses private addresses on demand only', async () => {
  const found = await run(createGuardedLookup(OPEN, resolver(['10.0.0.1'])))
  expect(found.address).toBe('10.0.0.1')
  const closed = createGuardedLookup(CLOSED, resolver(['10.0.0.1']))
  await expect(run(closed)).rejects.toMatchObject({ code: 'EACCES' })
})

it('does not ask for names that are closed', async () => {
  const asked: string[] = []
  const lookup = createGuardedLookup(OPEN, (hostname) => asked.push(hostname))
  await expect(run(lookup, 'metadata.google.internal.')).rejects.toMatchObject({ code: 'EACCES' })
  expect(asked).toEqual([])
})

it('hands on errors, and makes one of no answer', async () => {
  const failing: Lookup = (_h, _o, callback) => {
    callback(Object.assign(new Error('not found'), { code: 'ENOTFOUND' }), '')
  }
  await expect(run(createGuardedLookup(OPEN, failing))).rejects.toMatchObject({ code: 'ENOTFOUND' })
  await expect(run(createGuardedLookup(OPEN, resolver([])))).rejects.toThrow('has no address')
})

it('resolves as the system does unless told otherwise', async () => {
  const { address } = await run(createGuardedLookup(OPEN), 'localhost')
  expect(['127.0.0.1', '::1']).toContain(address)
})
