import { median } from './stats.js'

/** Above this a run says that it was disturbed, in percent of one core. */
const NOTICEABLE = 8

/**
 * How busy the machine was with anything but the benchmark, over all measurements of a run.
 *
 * @param {import('../goals.js').Results} results
 * @returns {{ percent: number, isNoticeable: boolean }}
 */
export function othersIn(results) {
  const all = Object.values(results)
    .flatMap(({ rows }) => Object.values(rows))
    .flatMap(({ rounds }) => rounds.map((round) => round.otherBusy))
    .filter((value) => value !== undefined)
  const percent = all.length === 0 ? 0 : median(all)
  return { percent, isNoticeable: percent > NOTICEABLE }
}
