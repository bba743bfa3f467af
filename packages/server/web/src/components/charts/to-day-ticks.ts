const DAY_MS = 86_400_000

/**
 * Where a chart over several days has its ticks: at the first step of each day of the viewer's
 * zone. Undefined for shorter ones, which have the time of the day there.
 */
export function toDayTicks(rows: readonly { readonly ts: number }[]): number[] | undefined {
  const span = (rows.at(-1)?.ts ?? 0) - (rows[0]?.ts ?? 0)
  if (span <= 2 * DAY_MS) return undefined
  const days = new Map<string, number>()
  for (const { ts } of rows) {
    const day = new Date(ts).toDateString()
    if (!days.has(day)) days.set(day, ts)
  }
  const [first, second, ...rest] = days.values()
  if (first === undefined || second === undefined) return undefined
  // The rest of a day that has mostly passed leaves no room for its name.
  return second - first < DAY_MS / 2 ? [second, ...rest] : [first, second, ...rest]
}
