import { othersIn } from '../lib/others.js'
import { formatGoal, toTable } from './format.js'

/**
 * A report for docs/performance.md, from the heading of the results on.
 *
 * @param {import('./report.js').Report} report
 * @param {readonly import('../scenarios/scenario.js').Scenario[]} scenarios
 * @param {string} chart file name
 */
export function toMarkdown(report, scenarios, chart) {
  const { machine } = report
  const parts = [
    `Measured on ${machine.date}: ${machine.cpu}, ${machine.cores} cores, ${machine.memoryGb} GB, Linux ${machine.kernel}, Node ${machine.node}, commit ${machine.commit}; ${formatMinutes(report.durationMs)}; other programs took ${othersIn(report.results).percent.toFixed(0)} % of a core.`,
    `![Requests per second and what they cost](${chart})`,
    `### Goals\n\n${toRows([['scenario', 'what', 'measured', 'goal', ''], ...report.goals.map(toGoalLine)], 2)}`,
  ]
  for (const scenario of scenarios) {
    const result = report.results[scenario.id]
    if (result === undefined) continue
    const { header, lines } = toTable(scenario, result, report.targets)
    const table = lines.length === 0 ? '' : `\n\n${toRows([header, ...lines], 1)}`
    const notes =
      result.notes.length === 0 ? '' : `\n\n${result.notes.map((note) => `- ${note}`).join('\n')}`
    parts.push(`### ${scenario.title}${table}${notes}`)
  }
  parts.push(`### What was measured\n\n${describeTargets(report)}`)
  return parts.join('\n\n')
}

/** @param {import('./report.js').Report} report */
function describeTargets({ targets, skipped, faithfulness }) {
  const lines = targets.map(({ name, label, version }) => {
    const reason = skipped[name]
    if (reason !== undefined) return [label, version, `left out: ${reason}`]
    const seen = faithfulness[name]
    if (seen === undefined) return [label, version, '']
    const faults = [
      !seen.body && 'changes the body',
      !seen.headers && 'drops headers',
      !seen.key && 'does not swap the key',
      seen.token && 'sends the client’s token upstream',
    ].filter(Boolean)
    return [
      label,
      version,
      faults.length === 0 ? 'request passed byte for byte, key swapped' : faults.join(', '),
    ]
  })
  return toRows([['', 'version', 'one request looked at closely'], ...lines], 3)
}

/** @param {import('../goals.js').Judged} goal */
function toGoalLine(goal) {
  const { goal: bound, value, verdict } = formatGoal(goal)
  return [goal.scenario, goal.text, value, bound, verdict === 'NOT MET' ? '**not met**' : verdict]
}

/**
 * @param {readonly string[][]} lines the first is the header
 * @param {number} left how many columns are texts
 */
function toRows([header = [], ...lines], left) {
  const rule = header.map((_, column) => (column < left ? '---' : '---:'))
  return [header, rule, ...lines]
    .map((cells) => `| ${cells.map(escapeCell).join(' | ')} |`)
    .join('\n')
}

/** @param {string} cell */
function escapeCell(cell) {
  return cell.replaceAll('|', '\\|').replaceAll('\n', ' ')
}

/** @param {number} ms */
function formatMinutes(ms) {
  return `${(ms / 60_000).toFixed(1)} minutes`
}
