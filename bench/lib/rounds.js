import { median } from './stats.js'

/** @typedef {Record<string, number>} Metrics */

/**
 * The medians of several rounds, and the rounds.
 *
 * @typedef {object} Measured
 * @property {Metrics} metrics
 * @property {Metrics[]} rounds
 */

/**
 * Measures several things in turn, round after round, so that what changes on the machine meanwhile
 * meets all of them. Each round begins with another one.
 *
 * @template {string} K
 * @param {readonly K[]} names
 * @param {number} rounds
 * @param {(name: K, round: number) => Promise<Metrics>} measure
 * @param {object} [options]
 * @param {(name: K, round: number) => boolean} [options.isDue] whether a round has this one
 * @param {(text: string) => void} [options.say]
 * @returns {Promise<Map<K, Measured>>}
 */
export async function interleave(names, rounds, measure, { isDue = () => true, say } = {}) {
  /** @type {Map<K, Metrics[]>} */
  const results = new Map(names.map((name) => [name, []]))
  for (let round = 0; round < rounds; round++) {
    for (let index = 0; index < names.length; index++) {
      const name = /** @type {K} */ (names[(index + round) % names.length])
      if (!isDue(name, round)) continue
      say?.(`round ${round + 1} of ${rounds}: ${name}`)
      results.get(name)?.push(await measure(name, round))
    }
  }
  return new Map(
    [...results].map(([name, all]) => [name, { metrics: mediansOf(all), rounds: all }]),
  )
}

/** What went wrong is not averaged away: the worst round counts. */
const WORST = new Set([
  'bad',
  'wrong',
  'truncated',
  'failed',
  'refused',
  'lost',
  'stalled',
  'stillOpen',
])

/**
 * @param {readonly Metrics[]} rounds
 * @returns {Metrics}
 */
export function mediansOf(rounds) {
  const names = Object.keys(rounds[0] ?? {})
  return Object.fromEntries(
    names.map((name) => {
      const values = rounds.map((round) => round[name] ?? Number.NaN)
      return [name, WORST.has(name) ? Math.max(...values) : median(values)]
    }),
  )
}
