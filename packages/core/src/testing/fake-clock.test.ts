import { expect, it } from 'vitest'
import { createFakeClock } from './fake-clock.js'

it('calls back in the order of time, at that time', () => {
  const clock = createFakeClock(100)
  const calls: [string, number][] = []
  clock.after(20, () => calls.push(['late', clock.now()]))
  clock.after(10, () => {
    calls.push(['early', clock.now()])
    clock.after(5, () => calls.push(['nested', clock.now()]))
  })
  clock.advance(19)
  expect(calls).toEqual([
    ['early', 110],
    ['nested', 115],
  ])
  clock.advance(1)
  expect(calls.at(-1)).toEqual(['late', 120])
  expect(clock.pending).toBe(0)
})

it('forgets what was cancelled', () => {
  const clock = createFakeClock()
  const cancel = clock.after(10, () => {
    throw new Error('cancelled')
  })
  cancel()
  clock.advance(10)
  expect(clock.pending).toBe(0)
})
