import { writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { startRig } from '../lib/rig.js'
import { formatNumber } from '../report/format.js'
import { describeMachine } from '../report/machine.js'
import { saveJson } from '../report/report.js'
import { generateDatabase } from './databases.js'
import { toMarkdown, toText } from './output.js'
import { parts } from './parts.js'

/**
 * @typedef {object} LogsOptions
 * @property {readonly string[]} only ids of parts; none: all
 * @property {readonly number[]} rows
 * @property {number} requests
 * @property {number} rounds
 * @property {number} seconds
 * @property {number} kills
 * @property {string | undefined} keptIn a folder for generated databases that outlive the run
 * @property {(text: string) => void} print
 * @property {(scenario: string, text: string) => void} say
 */

/**
 * Shows that no log row is lost and that none is in the way. A part that fails is told of; the others
 * go on. Returns whether all goals that could be measured are met.
 *
 * @param {LogsOptions} options
 */
export async function runLogs({ only, rows, keptIn, print, say, ...sizes }) {
  const unknown = only.filter((id) => !parts.some((part) => part.id === id))
  if (unknown.length > 0) throw new Error(`There is no part ${unknown.join(', ')}`)
  const chosen = parts.filter(({ id }) => only.length === 0 || only.includes(id))
  const rig = await startRig()
  const sorted = [...rows].sort((a, b) => a - b)
  /** @type {Map<number, Promise<import('./databases.js').Generated>>} */
  const databases = new Map()
  /** @type {import('./output.js').Section[]} */
  const sections = []
  for (const part of chosen) {
    say(part.id, '')
    const tell = (/** @type {string} */ text) => say(part.id, text)
    const sqliteOf = (/** @type {number} */ count) => {
      const known =
        databases.get(count) ?? generateDatabase(rig, { rows: count, keptIn, say: tell })
      databases.set(count, known)
      return known
    }
    const section = await part
      .run({ rig, rows: sorted, ...sizes, keptIn, sqliteOf, say: tell })
      .catch((error) => toFailure(part.id, error))
    sections.push(section)
    print(`\n${toText(section)}`)
  }
  await rig.stop()
  const machine = describeMachine()
  const name = only.length === 0 ? 'logs' : 'partial.logs'
  saveJson(name, { machine, rows: sorted, ...sizes, sections })
  const path = fileURLToPath(new URL(`../results/${name}.md`, import.meta.url))
  writeFileSync(path, toFragment(machine, sections))
  print(
    `\nKept in bench/results/${name}.json, and as Markdown for docs/performance.md in ${name}.md\n`,
  )
  return sections.every(({ goals }) => goals.every(({ met }) => met !== false))
}

/**
 * @param {string} id
 * @param {unknown} error
 * @returns {import('./output.js').Section}
 */
function toFailure(id, error) {
  const message = error instanceof Error ? error.message : String(error)
  const goal = { text: 'the part itself', value: 'failed', bound: 'done', met: false }
  return { id, title: id, header: [], lines: [], goals: [goal], notes: [message] }
}

/**
 * @param {ReturnType<typeof describeMachine>} machine
 * @param {readonly import('./output.js').Section[]} sections
 */
function toFragment({ date, cpu, cores, memoryGb, node, commit }, sections) {
  const where = `${date}, ${cpu}, ${cores} cores, ${formatNumber(memoryGb)} GB, Node ${node}, commit ${commit}. Made by \`npm run bench -- logs\`.`
  return [`## Log rows\n\n${where}\n`, ...sections.map(toMarkdown)].join('\n')
}
