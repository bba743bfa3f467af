import { expect, it } from 'vitest'
import { createEventRing } from './event-ring.js'

const NEVER = new AbortController().signal

function setUp(capacity: number, count: number) {
  const ring = createEventRing(capacity)
  for (let data = 0; data < count; data++) ring.push({ type: 'x', data })
  return { ring, dataFrom: (position: number) => ring.from(position)?.map(({ data }) => data) }
}

it('gives each reader what came since its position', () => {
  const { ring, dataFrom } = setUp(10, 4)
  expect(ring.end).toBe(4)
  expect(dataFrom(0)).toEqual([0, 1, 2, 3])
  expect(dataFrom(3)).toEqual([3])
  expect(dataFrom(4)).toEqual([])
})

it('keeps the latest, and says when some are gone', () => {
  const { dataFrom } = setUp(3, 10)
  expect(dataFrom(7)).toEqual([7, 8, 9])
  expect(dataFrom(6)).toBeUndefined()
  expect(dataFrom(0)).toBeUndefined()
})

it('knows nothing of a position that is yet to come', () => {
  expect(setUp(3, 2).dataFrom(3)).toBeUndefined()
})

it('lets readers wait for the next event, and for their end', async () => {
  const { ring } = setUp(3, 1)
  await ring.wait(0, NEVER)
  const waits = [ring.wait(1, NEVER), ring.wait(1, NEVER)]
  ring.push({ type: 'x', data: 1 })
  await Promise.all(waits)
  const end = new AbortController()
  const aborted = ring.wait(2, end.signal)
  end.abort()
  await aborted
  await ring.wait(2, end.signal)
})
