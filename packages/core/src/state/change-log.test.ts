import { expect, it } from 'vitest'
import { ChangeLog } from './change-log.js'

it('tells what has changed since', () => {
  const log = new ChangeLog()
  expect(log.since(0)).toEqual([])
  for (const id of [7, 8, 7]) log.add(id)
  expect(log.since(0)).toEqual([7, 8, 7])
  expect(log.since(2)).toEqual([7])
  expect(log.since(log.count)).toEqual([])
})

it('forgets the oldest, and says that it does not know', () => {
  const log = new ChangeLog()
  for (let id = 0; id < 10_000; id += 1) log.add(id)
  expect(log.since(0)).toBeUndefined()
  expect(log.since(9_990)).toEqual(Array.from({ length: 10 }, (_, at) => 9_990 + at))
})
