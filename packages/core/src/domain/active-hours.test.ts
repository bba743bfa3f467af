import { describe, expect, it } from 'vitest'
import { createWallClock, isWithinHours } from './active-hours.js'

const at = (text: string) => {
  const [hours = 0, minutes = 0] = text.split(':').map(Number)
  return hours * 60 + minutes
}

describe('hours', () => {
  it.each([
    ['09:00', '17:30', ['09:00', '12:00', '17:29'], ['08:59', '17:30', '00:00']],
    ['22:00', '06:00', ['22:00', '23:59', '00:00', '05:59'], ['06:00', '21:59', '12:00']],
    ['00:00', '00:00', ['00:00', '12:00', '23:59'], []],
    ['09:30', '09:30', ['00:00', '09:29', '09:30', '23:59'], []],
    ['13:37', '13:38', ['13:37'], ['13:36', '13:38']],
  ])('from %s to %s', (from, to, within, outside) => {
    const hours = { from, to, timeZone: 'UTC' }
    expect(within.filter((time) => !isWithinHours(hours, at(time)))).toEqual([])
    expect(outside.filter((time) => isWithinHours(hours, at(time)))).toEqual([])
  })
})

describe('a wall clock', () => {
  it.each([
    ['UTC', '2026-11-24T00:00:00Z', '00:00'],
    ['UTC', '2026-11-24T23:59:59.999Z', '23:59'],
    ['Asia/Shanghai', '2026-11-24T16:00:00Z', '00:00'],
    ['Asia/Kolkata', '2026-11-24T00:00:00Z', '05:30'],
    ['America/New_York', '2026-07-01T12:00:00Z', '08:00'],
    ['America/New_York', '2026-12-01T12:00:00Z', '07:00'],
    ['Europe/Berlin', '2026-10-25T00:59:00Z', '02:59'],
    ['Europe/Berlin', '2026-10-25T01:00:00Z', '02:00'],
  ])('in %s at %s shows %s', (timeZone, instant, expected) => {
    expect(createWallClock(timeZone)(Date.parse(instant))).toBe(at(expected))
  })

  it('goes on from minute to minute, and back', () => {
    const clock = createWallClock('UTC')
    const noon = Date.UTC(2026, 0, 1, 12)
    const shown = [0, 59_999, 60_000, 3_600_000, 0].map((ms) => clock(noon + ms))
    expect(shown).toEqual([720, 720, 721, 780, 720])
  })

  it('does not exist for a place that there is none of', () => {
    expect(() => createWallClock('Mars/Olympus')).toThrow(RangeError)
  })
})
