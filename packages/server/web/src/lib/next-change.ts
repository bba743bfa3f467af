const SOONEST_MS = 1000

/**
 * In how many milliseconds a plan will be out of date, as a rest in it ends then; false: nothing
 * in it is a matter of time.
 */
export function toNextChangeMs(
  rows: readonly { readonly until: string | null }[] | undefined,
  now: number,
): number | false {
  const ends = (rows ?? []).flatMap(({ until }) => (until === null ? [] : [Date.parse(until)]))
  return ends.length === 0 ? false : Math.max(SOONEST_MS, Math.min(...ends) - now)
}
