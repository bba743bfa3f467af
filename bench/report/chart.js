import { formatNumber } from './format.js'

/**
 * What the chart shows: one panel of bars per metric.
 *
 * @type {readonly { title: string, scenario: string, metric: string, digits: number, better: string,
 *   minusDirect?: boolean }[]}
 */
const PANELS = [
  {
    title: 'Requests/s, 2 KB',
    scenario: 'json-2k',
    metric: 'rate',
    digits: 0,
    better: 'longer is better',
  },
  {
    title: 'Requests/s, 100 KB',
    scenario: 'json-100k',
    metric: 'rate',
    digits: 0,
    better: 'longer is better',
  },
  {
    title: 'Added latency p50, 2 KB, µs',
    scenario: 'c1-2k',
    metric: 'p50Us',
    digits: 0,
    better: 'shorter is better',
    minusDirect: true,
  },
  {
    title: 'Added event delay p50, 500 streams, µs',
    scenario: 'sse-500',
    metric: 'delayP50Us',
    digits: 0,
    better: 'shorter is better',
    minusDirect: true,
  },
]

const WIDTH = 860
const PANEL_WIDTH = 410
const GAP = 40
const LABEL_WIDTH = 128
const VALUE_WIDTH = 64
const BAR_HEIGHT = 16
const ROW_HEIGHT = 22
const TITLE_HEIGHT = 44

/** Light and dark by the reader's preference. */
const STYLE = `
  text { font: 12px system-ui, sans-serif; fill: #1f2328 }
  .title { font-weight: 600; font-size: 13px }
  .note { fill: #656d76; font-size: 11px }
  .bar { fill: #b6bcc4 }
  .floor { fill: #7d8590 }
  .ccload { fill: #c2562f }
  @media (prefers-color-scheme: dark) {
    text { fill: #e6edf3 }
    .note { fill: #8d96a0 }
    .bar { fill: #4b535d }
    .floor { fill: #7d8590 }
    .ccload { fill: #e0774f }
  }`

/**
 * The chart of a report, as an SVG file.
 *
 * @param {import('./report.js').Report} report
 */
export function toChart(report) {
  const panels = PANELS.map((panel) => ({ ...panel, bars: toBars(report, panel) })).filter(
    ({ bars }) => bars.length > 0,
  )
  let bottom = 0
  const drawn = []
  for (let index = 0; index < panels.length; index += 2) {
    const row = panels.slice(index, index + 2)
    drawn.push(
      ...row.map((panel, column) => drawPanel(panel, column * (PANEL_WIDTH + GAP), bottom)),
    )
    bottom += TITLE_HEIGHT + Math.max(...row.map(({ bars }) => bars.length)) * ROW_HEIGHT + 16
  }
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${bottom}" role="img" aria-label="Performance of ccload and others">
<style>${STYLE}
</style>
${drawn.join('\n')}
</svg>
`
}

/** @typedef {{ name: string, label: string, value: number }} Bar */

/**
 * @param {import('./report.js').Report} report
 * @param {(typeof PANELS)[number]} panel
 * @returns {Bar[]}
 */
function toBars({ results, targets }, { scenario, metric, minusDirect = false }) {
  const rows = results[scenario]?.rows ?? {}
  const base = minusDirect ? (rows.direct?.metrics[metric] ?? 0) : 0
  return targets
    .filter(({ name }) => rows[name] !== undefined && name !== 'direct')
    .map(({ name, label }) => ({
      name,
      label: shorten(label),
      value: (rows[name]?.metrics[metric] ?? 0) - base,
    }))
    .filter(({ value }) => value > 0)
}

/** @param {string} label */
function shorten(label) {
  return label.replace(/ [(+].*/, '')
}

/**
 * @param {(typeof PANELS)[number] & { bars: Bar[] }} panel
 * @param {number} x
 * @param {number} y
 */
function drawPanel({ title, better, digits, bars }, x, y) {
  const room = PANEL_WIDTH - LABEL_WIDTH - VALUE_WIDTH
  const most = Math.max(...bars.map(({ value }) => value))
  const lines = bars.map(({ name, label, value }, index) => {
    const top = TITLE_HEIGHT + index * ROW_HEIGHT
    const length = Math.max(1, (value / most) * room).toFixed(1)
    const kind = name === 'ccload' || name === 'floor' ? `bar ${name}` : 'bar'
    return `<text x="${LABEL_WIDTH - 8}" y="${top + 12}" text-anchor="end">${escapeText(label)}</text><rect class="${kind}" x="${LABEL_WIDTH}" y="${top}" width="${length}" height="${BAR_HEIGHT}" rx="2"/><text x="${(LABEL_WIDTH + Number(length) + 6).toFixed(1)}" y="${top + 12}">${formatNumber(value, digits)}</text>`
  })
  return `<g transform="translate(${x} ${y})"><text class="title" x="0" y="16">${escapeText(title)}</text><text class="note" x="0" y="32">${better}</text>
${lines.join('\n')}</g>`
}

/** @param {string} text */
function escapeText(text) {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;')
}
