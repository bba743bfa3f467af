import { fullSpeed } from './part-full-speed.js'
import { growth } from './part-growth.js'
import { kill } from './part-kill.js'
import { full, locked } from './part-trouble.js'
import { undisturbed } from './part-undisturbed.js'

/**
 * What the parts work with.
 *
 * @typedef {object} PartContext
 * @property {import('../lib/rig.js').Rig} rig
 * @property {number} requests at full speed
 * @property {readonly number[]} rows numbers of generated rows, the greatest last
 * @property {number} rounds of each query, beside one that is not counted
 * @property {number} seconds how long streams are measured and troubles last
 * @property {number} kills
 * @property {string | undefined} keptIn where generated databases outlive the run
 * @property {(rows: number) => Promise<import('./databases.js').Generated>} sqliteOf an installation
 *   with so many rows, made once
 * @property {(text: string) => void} say progress, for the person who waits
 *
 * @typedef {object} Part
 * @property {string} id
 * @property {(context: PartContext) => Promise<import('./output.js').Section>} run
 */

/** @type {readonly Part[]} */
export const parts = [fullSpeed, growth, undisturbed, locked, full, kill]
