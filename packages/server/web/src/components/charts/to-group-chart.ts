import type { FigureName, Figures, Metric } from '../../api/stats.js'
import { REST_COLOR, SERIES_COLORS } from './series-colors.js'
import type { ChartRow, Series } from './time-chart.js'

/** One series for each group, the largest first; those without a colour of their own together. */
export function toGroupChart<Name extends FigureName>(
  metrics: readonly Metric<Name>[],
  measure: (figures: Pick<Figures, Name>) => number | null,
  restLabel: string,
  most = 6,
): { rows: ChartRow[]; series: Series[] } {
  const totals = new Map<string, number>()
  for (const { groups = {} } of metrics) {
    for (const [name, figures] of Object.entries(groups)) {
      totals.set(name, (totals.get(name) ?? 0) + (measure(figures) ?? 0))
    }
  }
  const names = [...totals]
    .filter(([, total]) => total > 0)
    .sort(([, a], [, b]) => b - a)
    .map(([name]) => name)
  const shown = names.slice(0, most)
  const rest = names.slice(most)
  const rows = metrics.map(({ ts, groups = {} }) => {
    const values: [string, number | null][] = shown.map((name, i) => {
      const figures = groups[name]
      return [`s${i}`, figures ? measure(figures) : null]
    })
    if (rest.length > 0) {
      const others = rest.map((name) => groups[name])
      values.push([
        'rest',
        others.reduce((sum, each) => sum + (each ? (measure(each) ?? 0) : 0), 0),
      ])
    }
    return { ts, ...Object.fromEntries(values) } as ChartRow
  })
  const series = shown.map((label, i): Series => {
    return { name: `s${i}`, label, color: SERIES_COLORS[i] ?? REST_COLOR }
  })
  if (rest.length > 0) series.push({ name: 'rest', label: restLabel, color: REST_COLOR })
  return { rows, series }
}
