import fc from 'fast-check'
import { expect, test } from 'vitest'
import { digest, draw, weightedDraw } from './rendezvous.js'

test('the digest is FNV-1a', () => {
  expect(digest('')).toBe(0x811c9dc5)
  expect(digest('a')).toBe(0xe40c292c)
  expect(digest('foobar')).toBe(0xbf9cf968)
})

test('a draw lies above 0 and below 1, whatever it is for', () => {
  fc.assert(
    fc.property(fc.integer(), fc.integer(), (seed, id) => {
      const drawn = draw(seed, id)
      expect(drawn).toBeGreaterThan(0)
      expect(drawn).toBeLessThan(1)
      expect(Number.isFinite(weightedDraw(seed, id, 1))).toBe(true)
    }),
    { numRuns: 5_000 },
  )
})

test('the least draw there is lies above 0 too', () => {
  expect(draw(0, 0)).toBeGreaterThan(0)
})

test('equal weights leave draws in their order', () => {
  fc.assert(
    fc.property(fc.integer(), fc.integer(), fc.integer(), (seed, a, b) => {
      const order = Math.sign(draw(seed, a) - draw(seed, b))
      expect(Math.sign(weightedDraw(seed, a, 3) - weightedDraw(seed, b, 3))).toBe(order)
    }),
  )
})

test('the greatest draw falls on each of equal members equally often', () => {
  const wins = Array.from({ length: 10 }, () => 0)
  for (let session = 0; session < 20_000; session += 1) {
    const seed = digest(`session-${session}`)
    const draws = wins.map((_, id) => weightedDraw(seed, id + 1, 1))
    const best = draws.indexOf(Math.max(...draws))
    wins[best] = (wins[best] ?? 0) + 1
  }
  for (const count of wins) expect(Math.abs(count - 2_000)).toBeLessThan(200)
})

test('the greatest draw falls in proportion to the weights', () => {
  const wins = [0, 0, 0]
  for (let session = 0; session < 20_000; session += 1) {
    const seed = digest(`session-${session}`)
    const draws = [5, 3, 2].map((weight, id) => weightedDraw(seed, id + 1, weight))
    const best = draws.indexOf(Math.max(...draws))
    wins[best] = (wins[best] ?? 0) + 1
  }
  const shares = wins.map((count) => count / 20_000)
  for (const [at, share] of [0.5, 0.3, 0.2].entries()) {
    expect(Math.abs((shares[at] ?? 0) - share)).toBeLessThan(0.015)
  }
})
