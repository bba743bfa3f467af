import { Group, Select, Switch } from '@mantine/core'
import { lazy, Suspense } from 'react'
import { useTranslation } from 'react-i18next'
import { FilterChips } from '../../components/filter-chips.js'
import { PageHead } from '../../components/page-head.js'
import { PageSkeleton } from '../../components/page-skeleton.js'
import { RangePicker } from '../../components/range-picker.js'
import { useQueryState } from '../../lib/query-state.js'
import { MEASURES, type MeasureName, SPLITS, type Split } from './measures.js'

const TrendChart = lazy(async () => ({
  default: (await import('./trend-chart.js')).TrendChart,
}))

const DEFAULTS = {
  range: '24h',
  from: '',
  to: '',
  measure: 'requests',
  by: 'none',
  compare: '',
}

/** One figure over time: of all requests, or by channel or model; beside it the time before. */
export function TrendPage() {
  const { t } = useTranslation()
  const [{ measure, by, compare, ...choice }, setView] = useQueryState(DEFAULTS)
  const name = (measure in MEASURES ? measure : 'requests') as MeasureName
  const split: Split = SPLITS.find((each) => each === by) ?? 'none'
  const isCompared = compare === '1' && split === 'none'
  return (
    <>
      <PageHead title={t('nav.trend')}>
        <RangePicker choice={choice} onChange={setView} />
      </PageHead>
      <Group mb="sm" gap="md">
        <Select
          aria-label={t('trend.measure')}
          w={220}
          data={Object.keys(MEASURES).map((value) => ({
            value,
            label: t(`trend.measures.${value as MeasureName}`),
          }))}
          value={name}
          onChange={(value) => setView({ measure: value ?? 'requests' })}
        />
        <FilterChips
          label={t('trend.by')}
          value={split}
          options={SPLITS.map((value) => ({ value, label: t(`trend.splits.${value}`) }))}
          onChange={(value) => setView({ by: value, compare: '' })}
        />
        <Switch
          label={t('trend.compare')}
          checked={isCompared}
          // Twice as many lines as there are groups would tell nobody anything.
          onChange={(event) =>
            setView(event.currentTarget.checked ? { compare: '1', by: 'none' } : { compare: '' })
          }
        />
      </Group>
      <Suspense fallback={<PageSkeleton />}>
        <TrendChart
          choice={choice}
          measure={name}
          split={split}
          isCompared={isCompared}
          onZoom={(from, to) => setView({ range: 'custom', from: String(from), to: String(to) })}
        />
      </Suspense>
    </>
  )
}
