import { othersIn } from '../lib/others.js'
import { formatGoal, toTable } from './format.js'

/** @typedef {import('./report.js').Report} Report */

/**
 * A report for the terminal.
 *
 * @param {Report} report
 * @param {readonly import('../scenarios/scenario.js').Scenario[]} scenarios
 */
export function toText(report, scenarios) {
  const parts = []
  for (const scenario of scenarios) {
    const result = report.results[scenario.id]
    if (result === undefined) continue
    const { header, lines } = toTable(scenario, result, report.targets)
    const table = lines.length === 0 ? '' : `\n${align([header, ...lines])}`
    parts.push(`${scenario.title}${table}${result.notes.map((note) => `\n  ${note}`).join('')}`)
  }
  if (report.goals.length > 0) {
    const goals = report.goals.map((goal) => {
      const { goal: bound, value, verdict } = formatGoal(goal)
      return [goal.scenario, goal.text, value, bound, verdict]
    })
    parts.push(`Goals\n${align([['', '', 'measured', 'goal', ''], ...goals], 2)}`)
  }
  parts.push(...warnOfOthers(report.results))
  parts.push(
    ...Object.entries(report.skipped).map(([name, reason]) => `${name} was left out: ${reason}`),
  )
  return `${parts.join('\n\n')}\n`
}

/** @param {import('../goals.js').Results} results */
function warnOfOthers(results) {
  const { percent, isNoticeable } = othersIn(results)
  if (!isNoticeable) return []
  return [
    `The machine was busy with other things (${percent.toFixed(0)} % of a core): take these figures for noise.`,
  ]
}

/**
 * @param {readonly string[][]} lines
 * @param {number} [left] how many columns are texts
 */
function align(lines, left = 1) {
  const widths = (lines[0] ?? []).map((_, column) =>
    Math.max(...lines.map((line) => (line[column] ?? '').length)),
  )
  return lines
    .map((line) =>
      line
        .map((cell, column) =>
          column < left ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0),
        )
        .join('  ')
        .trimEnd(),
    )
    .map((line) => `  ${line}`)
    .join('\n')
}
