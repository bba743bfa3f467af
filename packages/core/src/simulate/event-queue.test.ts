import fc from 'fast-check'
import { expect, test } from 'vitest'
import { EventQueue } from './event-queue.js'

test('gives events by time, those of one time in the order they came, none before its time', () => {
  fc.assert(
    fc.property(fc.array(fc.nat(20)), fc.nat(20), (times, limit) => {
      const queue = new EventQueue<number>()
      times.forEach((time, at) => {
        queue.add(time, at)
      })
      const given: number[] = []
      for (let next = queue.next(limit); next !== undefined; next = queue.next(limit)) {
        given.push(next.event)
      }
      const expected = times
        .map((time, at) => ({ time, at }))
        .filter(({ time }) => time <= limit)
        .sort((a, b) => a.time - b.time || a.at - b.at)
      expect(given).toEqual(expected.map(({ at }) => at))
    }),
    { numRuns: 2_000 },
  )
})
