import { SimpleGrid, Text } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { useMetrics } from '../../api/stats.js'
import { OUTCOME_COLORS } from '../../components/charts/series-colors.js'
import { TimeChart } from '../../components/charts/time-chart.js'
import { toGroupChart } from '../../components/charts/to-group-chart.js'
import { Panel } from '../../components/panel.js'
import { QueryBody } from '../../components/query-body.js'
import { useFormats } from '../../lib/format.js'
import type { RangeChoice } from '../../lib/time-range.js'
import { COST_BY_MODEL, TOTALS } from './prefetch-overview.js'

const HEIGHT = 190

/** Requests, latency, cost and cache over the range. */
export function OverviewCharts({ choice }: { choice: RangeChoice }) {
  const { t } = useTranslation()
  const { count, duration, percent, money, short } = useFormats()
  const metrics = useMetrics(choice, TOTALS)
  const byModel = useMetrics(choice, COST_BY_MODEL)
  const outcomes = ['successes', 'client_errors', 'aborts', 'failures'] as const

  return (
    <SimpleGrid cols={{ base: 1, md: 2 }} spacing="sm">
      <Panel title={t('chart.requests')}>
        <QueryBody query={metrics} height={HEIGHT}>
          {(rows) => (
            <TimeChart
              kind="bars"
              rows={rows.map(({ ts, successes, client_errors, aborts, failures }) => ({
                ts,
                successes,
                client_errors,
                aborts,
                failures,
              }))}
              series={outcomes.map((name) => ({
                name,
                label: t(`outcome.${name}`),
                color: OUTCOME_COLORS[name],
              }))}
              format={short}
              summary={t('chart.requestsSummary', {
                total: count(sum(rows, 'requests')),
                failures: count(sum(rows, 'failures')),
              })}
            />
          )}
        </QueryBody>
      </Panel>
      <Panel title={t('chart.latency')}>
        <QueryBody query={metrics} height={HEIGHT}>
          {(rows) => (
            <TimeChart
              kind="lines"
              rows={rows.map((row) => ({
                ts: row.ts,
                p50: row.p50_first_event_ms,
                p95: row.p95_first_event_ms,
              }))}
              series={[
                { name: 'p50', label: t('chart.p50'), color: '#3f70de' },
                { name: 'p95', label: t('chart.p95'), color: '#e08b2c' },
              ]}
              format={duration}
              summary={t('chart.latency')}
            />
          )}
        </QueryBody>
      </Panel>
      <Panel title={t('chart.cost')}>
        <QueryBody query={byModel} height={HEIGHT}>
          {(rows) => {
            const chart = toGroupChart(rows, (figures) => figures.cost_micro_usd, t('chart.rest'))
            return chart.series.length === 0 ? (
              <Text c="dimmed" size="sm" py="xl" ta="center">
                {t('chart.noCost')}
              </Text>
            ) : (
              <TimeChart
                kind="bars"
                {...chart}
                format={money}
                summary={t('chart.costSummary', { total: money(sum(rows, 'cost_micro_usd')) })}
              />
            )
          }}
        </QueryBody>
      </Panel>
      <Panel title={t('chart.cache')}>
        <QueryBody query={metrics} height={HEIGHT}>
          {(rows) => (
            <TimeChart
              kind="lines"
              rows={rows.map(({ ts, cache_hit_rate }) => ({ ts, rate: cache_hit_rate }))}
              series={[{ name: 'rate', label: t('chart.cache'), color: '#2fa39a' }]}
              format={percent}
              maximum={1}
              summary={t('chart.cache')}
            />
          )}
        </QueryBody>
      </Panel>
    </SimpleGrid>
  )
}

function sum<Name extends string>(rows: readonly Record<Name, number>[], name: Name): number {
  return rows.reduce((total, row) => total + row[name], 0)
}
