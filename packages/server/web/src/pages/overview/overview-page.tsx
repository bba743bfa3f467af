import { SimpleGrid } from '@mantine/core'
import { lazy, Suspense } from 'react'
import { useTranslation } from 'react-i18next'
import { useChannels, useCooldowns } from '../../api/channels.js'
import { useSummary } from '../../api/stats.js'
import { FailureNotice } from '../../components/failure-notice.js'
import { PageHead } from '../../components/page-head.js'
import { PageSkeleton } from '../../components/page-skeleton.js'
import { RangePicker } from '../../components/range-picker.js'
import { useQueryState } from '../../lib/query-state.js'
import { AttentionPanel } from './attention-panel.js'
import { ChannelHealth } from './channel-health.js'
import { FirstRun } from './first-run.js'
import classes from './overview.module.css'
import { OVERVIEW_DEFAULTS } from './prefetch-overview.js'
import { RecentErrors } from './recent-errors.js'
import { SummaryCards } from './summary-cards.js'

const OverviewCharts = lazy(async () => ({
  default: (await import('./overview-charts.js')).OverviewCharts,
}))

/** What is wrong, how much is going on, and what it costs. */
export function OverviewPage() {
  const { t } = useTranslation()
  const [{ guide, tested, ...choice }, setView] = useQueryState(OVERVIEW_DEFAULTS)
  const channels = useChannels()
  const cooldowns = useCooldowns()
  // Charts are heavy to draw: the cards are there first.
  const summary = useSummary(choice)
  if (channels.isPending) return <PageSkeleton />
  if (channels.isError) {
    return <FailureNotice error={channels.error} retry={() => channels.refetch()} />
  }
  if (channels.data.length === 0 || guide !== '') {
    return (
      <FirstRun
        channel={channels.data.find(({ id }) => String(id) === guide)}
        isTested={tested !== ''}
        onAdded={(id) => setView({ guide: String(id) })}
        onTested={() => setView({ tested: '1' })}
        onDone={() => setView({ guide: '', tested: '' })}
      />
    )
  }
  return (
    <>
      <PageHead title={t('nav.overview')}>
        <RangePicker choice={choice} onChange={setView} />
      </PageHead>
      <div className={classes.stack}>
        <AttentionPanel channels={channels.data} cooldowns={cooldowns.data ?? []} />
        <SummaryCards choice={choice} />
        {summary.isPending ? (
          <div className={classes.chartSpace} />
        ) : (
          <Suspense fallback={<div className={classes.chartSpace} />}>
            <OverviewCharts choice={choice} />
          </Suspense>
        )}
        <SimpleGrid cols={{ base: 1, md: 2 }} spacing="sm">
          <ChannelHealth channels={channels.data} />
          <RecentErrors />
        </SimpleGrid>
      </div>
    </>
  )
}
