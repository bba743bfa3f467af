import fc from 'fast-check'
import { expect, it } from 'vitest'
import { cutPieces, splitPieces, toPieces } from './body-pieces.js'

const pieces = fc.array(fc.uint8Array({ maxLength: 20 }).map((bytes) => Buffer.from(bytes)))

it('splits without changing the bytes', () => {
  fc.assert(
    fc.property(pieces, fc.integer({ min: 1, max: 30 }), (body, splitEvery) => {
      const split = splitPieces(body, { splitEvery })
      expect(Buffer.concat(split)).toEqual(Buffer.concat(body))
      expect(split.every(({ length }) => length > 0 && length <= splitEvery)).toBe(true)
    }),
  )
})

it('splits where it is told', () => {
  const split = splitPieces([Buffer.from('abc'), Buffer.from('def')], { splitAt: [1, 4] })
  expect(split.map(String)).toEqual(['a', 'bcd', 'ef'])
})

it('cuts to a prefix of the given length', () => {
  fc.assert(
    fc.property(pieces, fc.nat(60), (body, bytes) => {
      const cut = Buffer.concat(cutPieces(body, { bytes }))
      expect(cut).toEqual(Buffer.concat(body).subarray(0, bytes))
    }),
  )
})

it('cuts within an event, and within a character', () => {
  const body = [Buffer.from('one'), Buffer.from('t你o')]
  expect(cutPieces(body, { events: 1, bytes: 1 }).map(String)).toEqual(['one', 't'])
  expect(cutPieces(body, { events: 1 }).map(String)).toEqual(['one'])
  expect(Buffer.concat(cutPieces(body, 'in-character'))).toEqual(Buffer.from('onet\xe4', 'latin1'))
})

it('makes large bodies of one piece', () => {
  const body = toPieces({ repeat: 'ab', times: 3 })
  expect(Buffer.concat(body).toString()).toBe('ababab')
  expect(body[0]).toBe(body[2])
})
