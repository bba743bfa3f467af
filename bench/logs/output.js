import { formatNumber } from '../report/format.js'

/**
 * A bound and what was measured. `met` is null where it could not be measured.
 *
 * @typedef {{ text: string, value: string, bound: string, met: boolean | null }} Goal
 *
 * What one part of the run has found.
 *
 * @typedef {object} Section
 * @property {string} id
 * @property {string} title
 * @property {string[]} header the first column names the rows
 * @property {string[][]} lines
 * @property {Goal[]} goals
 * @property {string[]} notes
 */

/**
 * @param {string} text
 * @param {number} value
 * @param {number} bound
 * @param {string} [unit]
 * @returns {Goal}
 */
export function atMost(text, value, bound, unit = '') {
  const digits = Number.isInteger(value) && unit === '' ? 0 : 1
  return {
    text,
    value: `${formatNumber(value, digits)}${unit && ` ${unit}`}`,
    bound: `≤ ${formatNumber(bound)}${unit && ` ${unit}`}`,
    met: Number.isFinite(value) ? value <= bound : null,
  }
}

/**
 * @param {string} text
 * @param {number} value
 * @param {number} expected
 * @returns {Goal}
 */
export function exactly(text, value, expected) {
  const bound = `= ${formatNumber(expected)}`
  return { text, value: formatNumber(value), bound, met: value === expected }
}

const VERDICTS = new Map([
  [true, 'met'],
  [false, 'NOT MET'],
  [null, 'not measured'],
])

/** @param {readonly Goal[]} goals */
function toGoalTable(goals) {
  return [
    ['goal', 'measured', 'bound', ''],
    ...goals.map(({ text, value, bound, met }) => [text, value, bound, VERDICTS.get(met) ?? '']),
  ]
}

/**
 * A section for the terminal.
 *
 * @param {Section} section
 */
export function toText({ title, header, lines, goals, notes }) {
  return [
    title,
    ...(lines.length > 0 ? [align([header, ...lines])] : []),
    ...(goals.length > 0 ? [align(toGoalTable(goals))] : []),
    ...notes.map((note) => `  ${note}`),
    '',
  ].join('\n')
}

/**
 * A section as `docs/performance.md` may have it.
 *
 * @param {Section} section
 */
export function toMarkdown({ title, header, lines, goals, notes }) {
  const parts = [`### ${title}`]
  if (lines.length > 0) parts.push(toMarkdownTable([header, ...lines]))
  if (goals.length > 0) parts.push(toMarkdownTable(toGoalTable(goals)))
  if (notes.length > 0) parts.push(notes.join(' '))
  return `${parts.join('\n\n')}\n`
}

/** @param {readonly string[][]} rows */
function toMarkdownTable([header = [], ...lines]) {
  const toLine = (/** @type {readonly string[]} */ cells) =>
    `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`
  const rule = header.map((_, column) => (column === 0 ? '---' : '---:'))
  return [toLine(header), toLine(rule), ...lines.map(toLine)].join('\n')
}

/** @param {readonly string[][]} lines */
function align(lines) {
  const widths = (lines[0] ?? []).map((_, column) =>
    Math.max(...lines.map((line) => (line[column] ?? '').length)),
  )
  const toLine = (/** @type {readonly string[]} */ line) =>
    line
      .map((cell, column) =>
        column === 0 ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0),
      )
      .join('  ')
      .trimEnd()
  return lines.map((line) => `  ${toLine(line)}`).join('\n')
}
