import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { fileURLToPath } from 'node:url'
import { startRig } from '../lib/rig.js'
import { toMarkdown, toText } from '../logs/output.js'
import { startPostgres } from '../logs/postgres.js'
import { describeMachine } from '../report/machine.js'
import { edits } from './part-edits.js'
import { killed } from './part-kills.js'
import { limit } from './part-limit.js'
import { model } from './part-model.js'
import { totals } from './part-totals.js'
import { workers } from './part-workers.js'

/**
 * What the parts work with.
 *
 * @typedef {object} PartContext
 * @property {import('../lib/rig.js').Rig} rig
 * @property {number} processes
 * @property {string | undefined} databaseUrl undefined: a SQLite file
 * @property {string} database for people
 * @property {boolean} isQuick
 * @property {number} edits
 * @property {number} minutes of a limit
 * @property {number} kills
 * @property {number} rounds
 * @property {(text: string) => void} say
 *
 * @typedef {object} Part
 * @property {string} id
 * @property {(context: PartContext) => Promise<Section | Section[]>} run
 *
 * @typedef {import('../logs/output.js').Section} Section
 */

/** @type {readonly Part[]} */
export const scaleParts = [edits, limit, totals, killed, workers, model]

/**
 * Shows that several processes on one database agree. Returns whether all goals are met.
 *
 * @param {object} options
 * @param {readonly string[]} options.only ids of parts; none: all
 * @param {boolean} options.isQuick
 * @param {number} options.edits
 * @param {number} options.minutes
 * @param {number} options.kills
 * @param {number} options.rounds
 * @param {(text: string) => void} options.print
 * @param {(part: string, text: string) => void} options.say
 */
export async function runScale({ only, isQuick, print, say, ...sizes }) {
  const chosen = scaleParts.filter(({ id }) => only.length === 0 || only.includes(id))
  const postgres = await startPostgres()
  const rig = await startRig({ isPinned: false })
  /** @type {Section[]} */
  const sections = []
  for (const part of chosen) {
    for (const { name, processes, url } of await databasesFor(part.id, isQuick, postgres, print)) {
      const found = await part.run({
        rig,
        processes,
        databaseUrl: url,
        database: name,
        isQuick,
        ...sizes,
        say: (text) => say(part.id, text),
      })
      for (const section of [found].flat()) {
        sections.push(section)
        print(`\n${toText(section)}`)
      }
    }
  }
  await rig.stop()
  if (!('missing' in postgres)) await postgres.stop()
  const { date, cpu, cores, node, commit } = describeMachine()
  const where = `${date}, ${cpu}, ${cores} cores, Node ${node}, commit ${commit}. Made by \`npm run bench -- scale\`.`
  const name = isQuick || only.length > 0 ? 'partial.scale.md' : 'scale.md'
  const path = fileURLToPath(new URL(`../results/${name}`, import.meta.url))
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(path, [`## Measured\n\n${where}\n`, ...sections.map(toMarkdown)].join('\n'))
  print(`\nKept as Markdown for docs/scale.md in bench/results/${name}\n`)
  return sections.every(({ goals }) => goals.every(({ met }) => met !== false))
}

/**
 * Two and four processes, on PostgreSQL and on a SQLite file; a limit takes minutes, and is watched
 * with the greater number.
 *
 * @param {string} part
 * @param {boolean} isQuick two processes only
 * @param {Awaited<ReturnType<typeof startPostgres>>} postgres
 * @param {(text: string) => void} print
 */
async function databasesFor(part, isQuick, postgres, print) {
  const counts = isQuick ? [2] : part === 'limit' ? [4] : [2, 4]
  const files = counts.map((processes) => ({ name: 'a SQLite file', processes, url: undefined }))
  if (part === 'workers' || part === 'model') return files.slice(0, 1)
  if ('missing' in postgres) {
    print(`\nLEFT OUT: ${part} on PostgreSQL: ${postgres.missing}\n`)
    return files
  }
  const servers = []
  for (const processes of counts) {
    const url = await postgres.createDatabase(`scale_${part}_${processes}`)
    servers.push({ name: `PostgreSQL ${postgres.version}`, processes, url })
  }
  return [...servers, ...files]
}
