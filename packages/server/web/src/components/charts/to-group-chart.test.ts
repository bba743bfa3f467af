import { expect, it } from 'vitest'
import type { Figures, Metric } from '../../api/stats.js'
import { toGroupChart } from './to-group-chart.js'

const figures = (requests: number) => ({ requests }) as Figures
const metric = (ts: number, groups: Record<string, number>) =>
  ({
    ts,
    groups: Object.fromEntries(Object.entries(groups).map(([name, n]) => [name, figures(n)])),
  }) as Metric

it('gives each group a series, the largest first, and the rest one together', () => {
  const { rows, series } = toGroupChart(
    [metric(1, { a: 1, b: 5, c: 2, d: 0 }), metric(2, { a: 1, b: 5, e: 1 })],
    ({ requests }) => requests,
    'others',
    2,
  )
  expect(series.map(({ label }) => label)).toEqual(['b', 'a', 'others'])
  expect(rows).toEqual([
    { ts: 1, s0: 5, s1: 1, rest: 2 },
    { ts: 2, s0: 5, s1: 1, rest: 1 },
  ])
})

it('takes any name, also those that objects have of their own', () => {
  const { series } = toGroupChart(
    [metric(1, { constructor: 3 }), metric(2, {})],
    ({ requests }) => requests,
    'others',
  )
  expect(series.map(({ label }) => label)).toEqual(['constructor'])
})
