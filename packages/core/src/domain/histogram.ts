/**
 * How many durations fell into each slot. Every histogram has the same slots, so two of them are
 * merged by adding them up slot by slot.
 */
export type Histogram = readonly number[]

/**
 * The longest duration of each slot, in milliseconds: six to a decade, so that an estimate is off
 * by a fifth at the very most. One more slot takes whatever is longer.
 */
export const HISTOGRAM_BOUNDS_MS: readonly number[] = [
  10, 15, 20, 30, 50, 70, 100, 150, 200, 300, 500, 700, 1_000, 1_500, 2_000, 3_000, 5_000, 7_000,
  10_000, 15_000, 20_000, 30_000, 50_000, 70_000, 100_000, 150_000, 200_000, 300_000, 500_000,
  700_000, 1_000_000,
]

/** Slots of a histogram. */
export const HISTOGRAM_SLOTS = HISTOGRAM_BOUNDS_MS.length + 1

/** A histogram of nothing. */
export const EMPTY_HISTOGRAM: Histogram = Array(HISTOGRAM_SLOTS).fill(0)

/** The slot that a duration belongs to. */
export function slotOf(durationMs: number): number {
  let low = 0
  let high = HISTOGRAM_BOUNDS_MS.length
  while (low < high) {
    const middle = (low + high) >> 1
    if (durationMs <= (HISTOGRAM_BOUNDS_MS[middle] ?? 0)) high = middle
    else low = middle + 1
  }
  return low
}

/**
 * About how long the given part of all durations took at most: 0.5 for the median, 0.95 for p95.
 * Null where there are none. Within a slot they are taken to be spread evenly; of what is longer
 * than the last bound, nothing more than that is known.
 */
export function quantile(histogram: Histogram, part: number): number | null {
  const total = histogram.reduce((sum, count) => sum + count, 0)
  if (total === 0) return null
  let rest = part * total
  for (const [slot, count] of histogram.entries()) {
    if (count > 0 && rest <= count) return Math.round(within(slot, rest / count))
    rest -= count
  }
  return HISTOGRAM_BOUNDS_MS.at(-1) ?? null
}

function within(slot: number, share: number): number {
  const from = HISTOGRAM_BOUNDS_MS[slot - 1] ?? 0
  const to = HISTOGRAM_BOUNDS_MS[slot] ?? from
  return from + (to - from) * share
}
