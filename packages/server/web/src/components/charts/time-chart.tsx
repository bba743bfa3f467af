import '@mantine/charts/styles.css'
import { BarChart, ChartTooltip, LineChart } from '@mantine/charts'
import type { ComponentProps } from 'react'
import { useFormats } from '../../lib/format.js'
import classes from './time-chart.module.css'
import { toDayTicks } from './to-day-ticks.js'

/** One line or one layer of a chart. */
export interface Series {
  /** The name of its values in the rows. */
  readonly name: string
  readonly label: string
  readonly color: string
  readonly strokeDasharray?: string
}

/** A step of time with a value for each series; null: nothing was measured. */
export type ChartRow = { readonly ts: number } & Readonly<Record<string, number | null>>

export interface TimeChartProps {
  readonly kind: 'bars' | 'lines'
  readonly rows: readonly ChartRow[]
  readonly series: readonly Series[]
  /** How values are written. */
  readonly format: (value: number) => string
  /** Said in place of the picture. */
  readonly summary: string
  readonly height?: number
  readonly maximum?: number
  readonly chartProps?: Record<string, unknown>
  readonly children?: ComponentProps<typeof LineChart>['children']
}

/** A chart over time in the viewer's zone. Not animated: figures are to be read, not admired. */
export function TimeChart(props: TimeChartProps) {
  const { kind, rows, series, format, summary, height = 190, maximum, chartProps, children } = props
  const { minute } = useFormats()
  const days = toDayTicks(rows)
  const tick = (ts: number) =>
    days ? minute(ts).slice(0, 5) : new Date(ts).toTimeString().slice(0, 5)
  const common = {
    h: height,
    data: rows as ChartRow[],
    dataKey: 'ts',
    series: series as Series[],
    valueFormatter: format,
    withLegend: false,
    gridAxis: 'x' as const,
    tickLine: 'none' as const,
    xAxisProps: {
      tickFormatter: tick,
      ...(days
        ? { ticks: days, interval: 'equidistantPreserveStart' as const, minTickGap: 12 }
        : { minTickGap: 40 }),
    },
    yAxisProps: {
      width: 52,
      ...(maximum !== undefined && { domain: [0, maximum] as [number, number] }),
    },
    tooltipAnimationDuration: 0,
    tooltipProps: {
      content: ({ label, payload }: TooltipContent) => (
        <ChartTooltip
          label={label === undefined ? '' : minute(Number(label))}
          payload={payload}
          series={series as Series[]}
          valueFormatter={format}
        />
      ),
    },
  }
  return (
    <>
      <div role="img" aria-label={summary}>
        {kind === 'bars' && (
          <BarChart
            {...common}
            type="stacked"
            barChartProps={{ barCategoryGap: '8%', ...chartProps }}
            barProps={{ isAnimationActive: false, radius: 0 }}
          >
            {children}
          </BarChart>
        )}
        {kind === 'lines' && (
          <LineChart
            {...common}
            withDots={hasLonePoint(rows)}
            dotProps={{ r: 2 }}
            strokeWidth={1.75}
            curveType="monotone"
            connectNulls={false}
            lineProps={{ isAnimationActive: false }}
            lineChartProps={chartProps ?? {}}
          >
            {children}
          </LineChart>
        )}
      </div>
      {series.length > 1 && (
        <ul className={classes.legend}>
          {series.map(({ name, label, color }) => (
            <li key={name}>
              <span className={classes.swatch} style={{ background: color }} />
              {label}
            </li>
          ))}
        </ul>
      )}
    </>
  )
}

/** A point without neighbours has no line: it only shows as a dot. */
function hasLonePoint(rows: readonly ChartRow[]): boolean {
  const has = (row: ChartRow | undefined) =>
    row !== undefined &&
    Object.entries(row).some(([name, value]) => name !== 'ts' && value !== null)
  return rows.some((row, i) => has(row) && !has(rows[i - 1]) && !has(rows[i + 1]))
}

interface TooltipContent {
  readonly label?: unknown
  // biome-ignore lint/suspicious/noExplicitAny: what the chart library hands over and takes back.
  readonly payload?: any
}
