import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { toChart } from './chart.js'
import { toMarkdown } from './markdown.js'

/**
 * Everything that a run has found.
 *
 * @typedef {object} Report
 * @property {ReturnType<typeof import('./machine.js').describeMachine>} machine
 * @property {boolean} isQuick
 * @property {number} durationMs
 * @property {{ name: string, label: string, version: string }[]} targets
 * @property {Record<string, string>} skipped targets that were left out, and why
 * @property {Record<string, import('../lib/verify.js').Faithfulness>} faithfulness
 * @property {import('../goals.js').Results} results
 * @property {import('../goals.js').Judged[]} goals
 */

const pathOf = (/** @type {string} */ path) => fileURLToPath(new URL(path, import.meta.url))
const RESULTS = pathOf('../results/')
const DOCS = pathOf('../../docs/')
const TEMPLATE = pathOf('performance.template.md')
const BEGIN = '<!-- bench: begin -->'
const END = '<!-- bench: end -->'

/**
 * Keeps a report under `bench/results/`, with its chart. Returns where.
 *
 * @param {Report} report
 * @param {string} name
 */
export function saveReport(report, name) {
  saveJson(name, report)
  writeFileSync(`${RESULTS}${name}.svg`, toChart(report))
  return `bench/results/${name}.json`
}

/**
 * Keeps what a run has found under `bench/results/`.
 *
 * @param {string} name
 * @param {unknown} value
 */
export function saveJson(name, value) {
  mkdirSync(RESULTS, { recursive: true })
  writeFileSync(`${RESULTS}${name}.json`, `${JSON.stringify(value, null, 2)}\n`)
}

/**
 * Puts a report into docs/performance.md, between its two marks; what is around them stays. Where
 * there is no such page yet, it begins as the template.
 *
 * @param {Report} report
 * @param {readonly import('../scenarios/scenario.js').Scenario[]} scenarios
 */
export function publishReport(report, scenarios) {
  mkdirSync(DOCS, { recursive: true })
  const file = `${DOCS}performance.md`
  const page = readFileSync(existsSync(file) ? file : TEMPLATE, 'utf8')
  const from = page.indexOf(BEGIN)
  const to = page.indexOf(END)
  if (from === -1 || to < from) throw new Error(`${file} lacks the marks ${BEGIN} and ${END}`)
  const content = toMarkdown(report, scenarios, 'performance.svg')
  writeFileSync(file, `${page.slice(0, from)}${BEGIN}\n\n${content}\n\n${page.slice(to)}`)
  writeFileSync(`${DOCS}performance.svg`, toChart(report))
  return 'docs/performance.md'
}
