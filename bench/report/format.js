/**
 * A number as the tables show it: thousands apart, a fixed number of digits.
 *
 * @param {number | null | undefined} value
 * @param {number} [digits]
 */
export function formatNumber(value, digits = 0) {
  if (value === null || value === undefined || !Number.isFinite(value)) return '–'
  return value.toLocaleString('en-US', {
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
  })
}

/** @param {import('../goals.js').Judged} goal */
export function formatGoal({ is, bound, value, met }) {
  const digits = bound >= 20 || bound === 0 ? 0 : 2
  const verdict = met === null ? 'not measured' : met ? 'met' : 'NOT MET'
  return {
    goal: `${is === '>=' ? '≥' : '≤'} ${formatNumber(bound, digits)}`,
    value: formatNumber(value, value !== null && Math.abs(value) < 100 ? 2 : 0),
    verdict,
  }
}

/**
 * The rows of a scenario's table, its targets in the given order.
 *
 * @param {import('../scenarios/scenario.js').Scenario} scenario
 * @param {import('../scenarios/scenario.js').Result} result
 * @param {readonly { name: string, label: string }[]} targets
 */
export function toTable({ columns }, { rows }, targets) {
  const order = targets.map(({ name }) => name)
  const place = (/** @type {string} */ name) =>
    order.includes(name) ? order.indexOf(name) : order.length
  const names = Object.keys(rows).sort((a, b) => place(a) - place(b))
  const labelOf = (/** @type {string} */ name) =>
    targets.find((target) => target.name === name)?.label ?? name
  return {
    header: ['', ...columns.map(({ label }) => label)],
    lines: names.map((name) => [
      labelOf(name),
      ...columns.map(({ key, digits }) => formatNumber(rows[name]?.metrics[key], digits)),
    ]),
  }
}
