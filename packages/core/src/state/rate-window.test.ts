import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { RATE_WINDOW_MS, RateWindow } from './rate-window.js'

const START = 1_750_000_000_000

const steps = fc.array(
  fc.record({
    waitMs: fc.oneof(fc.nat(5_000), fc.constantFrom(0, 1, 59_999, 60_000)),
    limit: fc.integer({ min: 1, max: 6 }),
  }),
  { maxLength: 200 },
)

describe('the rate window', () => {
  it('allows what the last 60 seconds leave room for, and never more', () => {
    fc.assert(
      fc.property(steps, (sequence) => {
        const window = new RateWindow()
        const taken: number[] = []
        let now = START
        for (const { waitMs, limit } of sequence) {
          now += waitMs
          const recent = taken.filter((time) => now - time < RATE_WINDOW_MS)
          const isAllowed = window.take(limit, now) === 0
          expect(isAllowed).toBe(recent.length < limit)
          if (isAllowed) taken.push(now)
        }
      }),
    )
  })

  it('names the wait after which one more is allowed, and not a millisecond more', () => {
    fc.assert(
      fc.property(steps, fc.integer({ min: 1, max: 6 }), (sequence, limit) => {
        const play = () => {
          const window = new RateWindow()
          let now = START
          for (const { waitMs, limit: other } of sequence) {
            now += waitMs
            window.take(other, now)
          }
          return { window, now }
        }
        const { window, now } = play()
        const waitMs = window.take(limit, now)
        if (waitMs === 0) return
        expect(waitMs).toBeLessThanOrEqual(RATE_WINDOW_MS)
        expect(play().window.take(limit, now + waitMs - 1)).toBe(1)
        expect(play().window.take(limit, now + waitMs)).toBe(0)
      }),
    )
  })

  it('is not held up by a clock that was set back', () => {
    const window = new RateWindow()
    expect(window.take(1, START)).toBe(0)
    expect(window.take(1, START - 3_600_000)).toBe(RATE_WINDOW_MS)
    expect(window.take(1, START - 3_600_000 + RATE_WINDOW_MS)).toBe(0)
  })

  it('counts what is added to it, whatever the limit', () => {
    const window = new RateWindow()
    for (let at = 0; at < 1_000; at += 1) window.add(START + at)
    expect(window.waitMs(1_001, START + 1_000)).toBe(0)
    expect(window.waitMs(1_000, START + 1_000)).toBe(RATE_WINDOW_MS - 1_000)
    expect(window.waitMs(1, START + 1_000)).toBe(RATE_WINDOW_MS - 1)
  })
})
