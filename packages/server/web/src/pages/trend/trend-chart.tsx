import { Text } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { ReferenceArea } from 'recharts'
import { type Metric, useMetrics } from '../../api/stats.js'
import { TimeChart } from '../../components/charts/time-chart.js'
import { toGroupChart } from '../../components/charts/to-group-chart.js'
import { Panel } from '../../components/panel.js'
import { QueryBody } from '../../components/query-body.js'
import { useFormats } from '../../lib/format.js'
import type { RangeChoice } from '../../lib/time-range.js'
import { MEASURES, type Measure, type MeasureName, type Split } from './measures.js'
import { useDragZoom } from './use-drag-zoom.js'

const HEIGHT = 420

/** The chart itself. Dragging over it zooms in; the back button zooms out. */
export function TrendChart(props: {
  readonly choice: RangeChoice
  readonly measure: MeasureName
  readonly split: Split
  readonly isCompared: boolean
  readonly onZoom: (from: number, to: number) => void
}) {
  const { choice, split, isCompared, onZoom } = props
  const { t } = useTranslation()
  const formats = useFormats()
  const measure: Measure = MEASURES[props.measure]
  const fields = [measure.field]
  const metrics = useMetrics(choice, { group: split, fields })
  const before = { group: 'none', fields, isPrevious: true } as const
  const previous = useMetrics(choice, before, { isOn: isCompared })
  const zoom = useDragZoom(onZoom)
  const title = t(`trend.measures.${props.measure}`)

  return (
    <Panel
      title={title}
      aside={
        <Text size="xs" c="dimmed">
          {t('trend.zoomHint')}
        </Text>
      }
    >
      <QueryBody query={metrics} height={HEIGHT}>
        {(rows) => {
          const chart =
            split === 'none'
              ? toComparison(rows, isCompared ? (previous.data ?? []) : [], measure, {
                  now: title,
                  before: t('trend.before'),
                })
              : toGroupChart(rows, (figures) => figures[measure.field], t('chart.rest'), 8)
          if (chart.rows.length === 0 || chart.series.length === 0) {
            return (
              <Text c="dimmed" size="sm" py="xl" ta="center">
                {t('trend.none')}
              </Text>
            )
          }
          return (
            <TimeChart
              kind={measure.isSum && split !== 'none' ? 'bars' : 'lines'}
              {...chart}
              format={measure.format(formats)}
              {...(measure.maximum !== undefined && { maximum: measure.maximum })}
              height={HEIGHT}
              summary={title}
              chartProps={zoom.chartProps}
            >
              {zoom.selection && (
                <ReferenceArea
                  x1={zoom.selection.from}
                  x2={zoom.selection.to}
                  fill="var(--mantine-primary-color-filled)"
                  fillOpacity={0.15}
                />
              )}
            </TimeChart>
          )
        }}
      </QueryBody>
    </Panel>
  )
}

/** The range and, step for step beside it, the range before. */
export function toComparison(
  rows: readonly Metric[],
  previous: readonly Metric[],
  measure: Measure,
  labels: { readonly now: string; readonly before: string },
) {
  const color = '#3f70de'
  return {
    rows: rows.map((row, i) => {
      const before = previous[i]
      return {
        ts: row.ts,
        now: row[measure.field],
        ...(previous.length > 0 && { before: before ? before[measure.field] : null }),
      }
    }),
    series: [
      { name: 'now', label: labels.now, color },
      ...(previous.length > 0
        ? [{ name: 'before', label: labels.before, color: '#8490a1', strokeDasharray: '5 4' }]
        : []),
    ],
  }
}
