import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { SPAN_MS } from './roll-up.js'
import { ceilTo, floorTo, type OldestBuckets, splitRange } from './time-range.js'

const MINUTE = SPAN_MS.minute
const HOUR = SPAN_MS.hour
const DAY = SPAN_MS.day
const KEPT: OldestBuckets = { minute: 0, hour: 0, day: 0 }

const instant = fc.integer({ min: 0, max: 20 * DAY })

describe('splitRange', () => {
  it('reads whole days as days, with hours and minutes at the ends', () => {
    const range = { from: 22 * HOUR + 58 * MINUTE, to: 3 * DAY + HOUR + MINUTE }
    expect(splitRange(range, KEPT)).toEqual([
      { span: 'minute', from: 22 * HOUR + 58 * MINUTE, to: 23 * HOUR },
      { span: 'hour', from: 23 * HOUR, to: DAY },
      { span: 'day', from: DAY, to: 3 * DAY },
      { span: 'hour', from: 3 * DAY, to: 3 * DAY + HOUR },
      { span: 'minute', from: 3 * DAY + HOUR, to: 3 * DAY + HOUR + MINUTE },
    ])
  })

  it('reads a short range as minutes', () => {
    expect(splitRange({ from: 90_000, to: 130_000 }, KEPT)).toEqual([
      { span: 'minute', from: MINUTE, to: 3 * MINUTE },
    ])
  })

  it('has nothing to read in a range of nothing', () => {
    expect(splitRange({ from: HOUR, to: HOUR }, KEPT)).toEqual([])
    expect(splitRange({ from: 2 * HOUR, to: HOUR }, KEPT)).toEqual([])
  })

  it('covers each minute of the range exactly once, in order', () => {
    fc.assert(
      fc.property(instant, instant, (a, b) => {
        const range = { from: Math.min(a, b), to: Math.max(a, b) + 1 }
        const parts = splitRange(range, KEPT)
        expect(parts[0]?.from).toBe(floorTo(range.from, 'minute'))
        expect(parts.at(-1)?.to).toBe(ceilTo(range.to, 'minute'))
        for (const [index, part] of parts.entries()) {
          expect(part.from).toBeLessThan(part.to)
          expect([part.from % SPAN_MS[part.span], part.to % SPAN_MS[part.span]]).toEqual([0, 0])
          if (index > 0) expect(part.from).toBe(parts[index - 1]?.to)
        }
      }),
    )
  })

  it('takes no bucket that has been removed, and moves the ends outwards by no more', () => {
    fc.assert(
      fc.property(instant, instant, instant, instant, (a, b, c, d) => {
        const range = { from: Math.min(a, b), to: Math.max(a, b) + 1 }
        // Minutes go by whole hours, hours by whole days, minutes first.
        const hour = floorTo(Math.min(c, d), 'day')
        const minute = Math.max(hour, floorTo(Math.max(c, d), 'hour'))
        const parts = splitRange(range, { minute, hour, day: 0 })
        for (const { span, from } of parts) {
          if (span === 'minute') expect(from).toBeGreaterThanOrEqual(minute)
          if (span === 'hour') expect(from).toBeGreaterThanOrEqual(hour)
        }
        const unit = (time: number) => (time >= minute ? 'minute' : time >= hour ? 'hour' : 'day')
        expect(parts[0]?.from).toBe(floorTo(range.from, unit(range.from)))
        expect(parts.at(-1)?.to).toBe(ceilTo(range.to, unit(range.to - 1)))
      }),
    )
  })

  it('takes an hour whole that begins with the first minute there ever was', () => {
    const oldest = { minute: 10 * MINUTE, hour: 0, day: 0 }
    expect(splitRange({ from: 5 * MINUTE, to: 20 * MINUTE }, oldest)).toEqual([
      { span: 'minute', from: 5 * MINUTE, to: 20 * MINUTE },
    ])
  })
})
