import type { Clock } from '@ccload/core'

/** How much a growing count has grown within the last minute. */
export interface RateMeter {
  perMinute(): number
  close(): void
}

const SAMPLE_MS = 5_000
const SAMPLES = 12

/** Looks at a count now and then: whoever counts is not troubled. */
export function createRateMeter(count: () => number, clock: Clock): RateMeter {
  const samples = [count()]
  let cancel = clock.after(SAMPLE_MS, sample)

  function sample(): void {
    samples.push(count())
    if (samples.length > SAMPLES) samples.shift()
    cancel = clock.after(SAMPLE_MS, sample)
  }

  return {
    perMinute: () => count() - (samples[0] ?? 0),
    close: () => cancel(),
  }
}
