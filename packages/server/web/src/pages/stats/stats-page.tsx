import { Button, Group, Text } from '@mantine/core'
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { GROUPS, type StatsGroup, useStats } from '../../api/stats.js'
import { DataTable } from '../../components/data-table.js'
import { FailureNotice } from '../../components/failure-notice.js'
import { FilterChips } from '../../components/filter-chips.js'
import { IconDownload } from '../../components/icons.js'
import { PageHead } from '../../components/page-head.js'
import { RangePicker } from '../../components/range-picker.js'
import { TableSkeleton } from '../../components/table-skeleton.js'
import { useQueryState } from '../../lib/query-state.js'
import { saveFile } from '../../lib/save-file.js'
import { sortRows, toStatsCsv } from './stats-rows.js'
import { useStatsColumns } from './use-stats-columns.js'

const DEFAULTS = { range: '24h', from: '', to: '', group: 'channel', sort: '-requests' }

/** Who and what used how much, and how well it went. Each row leads to its log entries. */
export function StatsPage() {
  const { t } = useTranslation()
  const [{ group, sort, ...choice }, setView] = useQueryState(DEFAULTS)
  const known = GROUPS.find((each) => each === group) ?? 'channel'
  const stats = useStats(choice, known)
  const rows = useMemo(() => sortRows(stats.data ?? [], sort), [stats.data, sort])
  const columns = useStatsColumns({ rows, group: known, choice })

  return (
    <>
      <PageHead title={t('nav.stats')}>
        <RangePicker choice={choice} onChange={setView} />
        <Button
          variant="default"
          leftSection={<IconDownload size={14} />}
          disabled={rows.length === 0}
          onClick={() =>
            saveFile(
              `ccload-stats-${known}.csv`,
              new Blob([toStatsCsv(rows)], { type: 'text/csv' }),
            )
          }
        >
          {t('stats.export')}
        </Button>
      </PageHead>
      <Group mb="0.6rem" gap="sm">
        <FilterChips
          label={t('stats.by')}
          value={known}
          options={GROUPS.map((value: StatsGroup) => ({
            value,
            label: t(`stats.groups.${value}`),
          }))}
          onChange={(value) => setView({ group: value })}
        />
        {known === 'session' && (
          <Text size="xs" c="dimmed">
            {t('stats.wholeSessions')}
          </Text>
        )}
      </Group>
      {stats.isError && <FailureNotice error={stats.error} retry={() => stats.refetch()} />}
      {stats.isPending && <TableSkeleton label={t('common.loading')} />}
      {stats.isSuccess && (
        <DataTable
          caption={t('nav.stats')}
          columns={columns}
          rows={rows}
          rowKey={(row) => row.key}
          sort={sort}
          onSort={(next) => setView({ sort: next }, { replace: true })}
          rowHeight={37}
          minWidth="1180px"
          empty={t('stats.none')}
        />
      )}
    </>
  )
}
