import fc from 'fast-check'
import { expect, test } from 'vitest'
import { RecentMap } from './recent-map.js'

test('what is used keeps being remembered', () => {
  const map = new RecentMap<number, string>(10)
  map.set(0, 'kept')
  for (let key = 1; key < 1_000; key += 1) {
    map.set(key, 'passing')
    expect(map.get(0)).toBe('kept')
  }
  expect(map.get(1)).toBeUndefined()
})

test('the last `limit` keys are there, with their last values, and never more than twice that', () => {
  const limit = 8
  const key = fc.nat(40)
  fc.assert(
    fc.property(fc.array(fc.tuple(key, fc.nat()), { minLength: 1 }), (writes) => {
      const map = new RecentMap<number, number>(limit)
      for (const [at, value] of writes) map.set(at, value)
      const last = new Map(writes)
      const recent = [...new Set(writes.map(([at]) => at).reverse())]
      for (const at of recent.slice(0, limit)) expect(map.get(at)).toBe(last.get(at))
    }),
    { numRuns: 1_000 },
  )
})
