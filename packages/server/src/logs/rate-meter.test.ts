import { createFakeClock } from '@ccload/core/testing'
import { expect, it } from 'vitest'
import { createRateMeter } from './rate-meter.js'

it('says how much has come within the last minute', () => {
  const clock = createFakeClock()
  let count = 100
  const meter = createRateMeter(() => count, clock)
  expect(meter.perMinute()).toBe(0)
  for (let second = 0; second < 120; second++) {
    count += 2
    clock.advance(1_000)
  }
  expect(meter.perMinute()).toBeGreaterThanOrEqual(110)
  expect(meter.perMinute()).toBeLessThanOrEqual(120)
  clock.advance(65_000)
  expect(meter.perMinute()).toBe(0)
})

it('counts at once, and stops when it is closed', () => {
  const clock = createFakeClock()
  let count = 0
  const meter = createRateMeter(() => count, clock)
  count = 7
  expect(meter.perMinute()).toBe(7)
  meter.close()
  expect(clock.pending).toBe(0)
})
