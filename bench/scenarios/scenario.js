/**
 * What a scenario works with.
 *
 * @typedef {object} Bench
 * @property {import('../lib/rig.js').Rig} rig
 * @property {import('../lib/pool.js').Pool} pool
 * @property {boolean} isQuick
 * @property {readonly string[]} builds further servers to compare, measured as closely as ccload
 * @property {(text: string) => void} say progress, for the person who waits
 *
 * A metric of a scenario's table.
 *
 * @typedef {object} Column
 * @property {string} key
 * @property {string} label with the unit
 * @property {number} [digits]
 *
 * @typedef {object} Result
 * @property {Record<string, import('../lib/rounds.js').Measured>} rows by target
 * @property {string[]} notes what was left out and why
 *
 * @typedef {object} Scenario
 * @property {string} id
 * @property {string} title
 * @property {readonly Column[]} columns
 * @property {boolean} [isLong] left out of quick runs
 * @property {(bench: Bench) => Promise<Result>} run
 */

/** The targets that the goals compare closely: measured in every round. */
export const CLOSE = ['direct', 'nginx', 'floor', 'ccload', 'ccload-memory']

/** All that a quick run measures closely. */
export const QUICK = ['direct', 'nginx', 'floor', 'ccload']

/** Those that are far away: one round tells enough. */
export const FAR = ['undici-request', 'fastify', 'express', 'hono', 'portkey', 'ccr']

/** The columns that say whether a row can be trusted. */
export const TRUST_COLUMNS = [
  { key: 'bad', label: 'errors' },
  { key: 'targetBusy', label: 'target busy %', digits: 0 },
  { key: 'rigBusy', label: 'rig busy %', digits: 0 },
  { key: 'otherBusy', label: 'others busy %', digits: 0 },
]

/**
 * How busy the target, the rig and everything else on the machine were, in percent of one core. A
 * rate at which the rig is busy and the target is not is the rig's; one beside busy others is noise.
 *
 * @param {{ wallMs: number, targetCpuMs: number, rigCpuMs: number, otherCpuMs: number }} meter
 */
export function toBusy({ wallMs, targetCpuMs, rigCpuMs, otherCpuMs }) {
  return {
    targetBusy: (targetCpuMs / wallMs) * 100,
    rigBusy: (rigCpuMs / wallMs) * 100,
    otherBusy: (otherCpuMs / wallMs) * 100,
  }
}

/** @param {ReadonlyMap<string, import('../lib/rounds.js').Measured>} measured */
export function toRows(measured) {
  return Object.fromEntries(measured)
}
