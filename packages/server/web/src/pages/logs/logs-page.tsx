import { Button, Group, Switch, Text } from '@mantine/core'
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { type LogRow, useLogPages } from '../../api/logs.js'
import { DataTable } from '../../components/data-table.js'
import { FailureNotice } from '../../components/failure-notice.js'
import { PageHead } from '../../components/page-head.js'
import { RangePicker } from '../../components/range-picker.js'
import { TableSkeleton } from '../../components/table-skeleton.js'
import { useFormats } from '../../lib/format.js'
import { useQueryState } from '../../lib/query-state.js'
import { ColumnChoice } from './column-choice.js'
import { ExportLogs } from './export-logs.js'
import { LoadMore } from './load-more.js'
import { LogFilters } from './log-filters.js'
import classes from './logs.module.css'
import { RequestDrawer } from './request-drawer.js'
import { RunningRequests } from './running-requests.js'
import { useLogColumns } from './use-log-columns.js'
import { useTail } from './use-tail.js'

const DEFAULTS = {
  range: '24h',
  from: '',
  to: '',
  channel_id: '',
  model: '',
  token: '',
  status: '',
  session: '',
  request_id: '',
  q: '',
  request: '',
  tail: '1',
}

/** The server counts some filters no further than this. */
const COUNT_LIMIT = 10_000

/** What was asked, where it went and what came of it, as it happens. */
export function LogsPage() {
  const { t } = useTranslation()
  const { count: toCount } = useFormats()
  const [{ request, tail, ...filter }, setView] = useQueryState(DEFAULTS)
  const pages = useLogPages(filter)
  const loaded = useMemo(() => pages.data?.pages.flatMap((page) => page.rows) ?? [], [pages.data])
  const isOpenEnded = filter.range !== 'custom'
  const { rows, newest, waiting } = useTail({
    filter,
    loaded,
    isOn: tail === '1' && isOpenEnded && pages.isSuccess,
    restart: () => void pages.refetch(),
  })
  const columns = useLogColumns({
    onOpen: (row: LogRow) => setView({ request: row.request_id }),
  })
  const count = pages.data?.pages[0]?.count

  return (
    <>
      <PageHead title={t('nav.logs')}>
        {isOpenEnded && (
          <Switch
            label={t('logs.tail')}
            checked={tail === '1'}
            onChange={(event) =>
              setView({ tail: event.currentTarget.checked ? '1' : '0' }, { replace: true })
            }
          />
        )}
        <RangePicker choice={filter} onChange={setView} />
        <ColumnChoice columns={columns.all} chosen={columns.chosen} onChange={columns.choose} />
        <ExportLogs filter={filter} />
      </PageHead>
      <LogFilters filter={filter} onChange={setView} />
      {tail === '1' && isOpenEnded && <RunningRequests />}
      {pages.isError && <FailureNotice error={pages.error} retry={() => pages.refetch()} />}
      {pages.isPending && <TableSkeleton label={t('common.loading')} rows={14} />}
      {pages.isSuccess && (
        <>
          <Group justify="space-between" mb={6} mih={26}>
            <Text size="xs" c="dimmed">
              {count !== undefined &&
                t(count === COUNT_LIMIT ? 'logs.atLeast' : 'logs.about', {
                  count,
                  text: toCount(count),
                })}
            </Text>
            {waiting > 0 && (
              <Button size="compact-sm" variant="light" onClick={() => window.scrollTo({ top: 0 })}>
                {t('logs.newAbove', { count: waiting })}
              </Button>
            )}
          </Group>
          <DataTable
            caption={t('nav.logs')}
            columns={columns.shown}
            rows={rows}
            rowKey={(row) => row.id}
            rowHeight={37}
            minWidth="1100px"
            rowProps={(row) => ({
              className: classes.row,
              'data-new': row.id > newest,
            })}
            empty={t('logs.none')}
          />
          <LoadMore
            hasMore={pages.hasNextPage}
            isBusy={pages.isFetchingNextPage}
            onMore={() => void pages.fetchNextPage()}
          />
        </>
      )}
      <RequestDrawer requestId={request} onClose={() => setView({ request: '' })} />
    </>
  )
}
