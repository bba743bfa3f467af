import fc from 'fast-check'
import { expect, it } from 'vitest'
import { ByteKeeper } from './byte-keeper.js'

it('keeps the beginning of what it is given, up to its limit, and counts all of it', () => {
  const chunks = fc.array(fc.uint8Array({ maxLength: 9_000 }), { maxLength: 12 })
  fc.assert(
    fc.property(chunks, fc.integer({ min: 1, max: 20_000 }), (pieces, maxBytes) => {
      const keeper = new ByteKeeper(maxBytes)
      for (const piece of pieces) keeper.push(piece)
      const all = Buffer.concat(pieces)
      const { bytes, totalBytes } = keeper.body()
      expect(Buffer.from(bytes).equals(all.subarray(0, maxBytes))).toBe(true)
      expect(totalBytes).toBe(all.length)
    }),
  )
})

it('holds no buffer that a chunk was cut from, and never more than its limit', () => {
  const keeper = new ByteKeeper(100_000)
  const slab = Buffer.alloc(1_000_000, 'x')
  for (let at = 0; at < 50; at += 1) keeper.push(slab.subarray(at * 10, at * 10 + 10))
  expect(keeper.body().bytes.buffer.byteLength).toBeLessThanOrEqual(4_096)
  for (let at = 0; at < 50; at += 1) keeper.push(slab)
  expect(keeper.body().bytes.buffer.byteLength).toBe(100_000)
})
