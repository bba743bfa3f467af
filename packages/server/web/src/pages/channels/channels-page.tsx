import { Button, Group, Text } from '@mantine/core'
import { useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { type ListedChannel, useChannels, useCooldowns, useHealth } from '../../api/channels.js'
import { DataTable } from '../../components/data-table.js'
import { FailureNotice } from '../../components/failure-notice.js'
import { IconAdd } from '../../components/icons.js'
import { PageHead } from '../../components/page-head.js'
import { TableSkeleton } from '../../components/table-skeleton.js'
import { useQueryState } from '../../lib/query-state.js'
import { useNow } from '../../lib/use-now.js'
import { BatchBar } from './batch-bar.js'
import { ChannelDrawer } from './channel-drawer.js'
import { countByState, filterChannels, sortChannels } from './channel-list.js'
import { ChannelTransfer } from './channel-transfer.js'
import { StateFilter } from './state-filter.js'
import { TestDialog } from './test-dialog.js'
import { useChannelColumns } from './use-channel-columns.js'
import { useRowDrag } from './use-row-drag.js'

const DEFAULTS = { q: '', show: 'all', sort: '-priority', edit: '', test: '' }

/** All channels: what each is doing, and everything that can be done about it. */
export function ChannelsPage() {
  const { t } = useTranslation()
  const [view, setView] = useQueryState(DEFAULTS)
  const [selected, setSelected] = useState<ReadonlySet<number>>(new Set())
  const channels = useChannels()
  const cooldowns = useCooldowns()
  const health = useHealth()
  // States change with time alone; once in five seconds is often enough to sort and count anew.
  const now = Math.floor(useNow() / 5000) * 5000

  const all = channels.data ?? NONE
  const rows = useMemo(
    () => sortChannels(filterChannels(all, view.q, view.show, now), view.sort, now),
    [all, view.q, view.show, view.sort, now],
  )
  const isWhole = view.q === '' && view.show === 'all' && view.sort === DEFAULTS.sort
  const drag = useRowDrag(all, isWhole)
  const columns = useChannelColumns({
    rows,
    cooldowns: cooldowns.data,
    health: health.data,
    selected,
    onSelect: setSelected,
    handleProps: drag.handleProps,
    onEdit: (id) => setView({ edit: String(id) }),
    onTest: (id) => setView({ test: String(id) }),
  })

  return (
    <>
      <PageHead title={t('nav.channels')}>
        <ChannelTransfer />
        <Button leftSection={<IconAdd size={15} />} onClick={() => setView({ edit: 'new' })}>
          {t('channels.add')}
        </Button>
      </PageHead>
      {channels.isError && (
        <FailureNotice error={channels.error} retry={() => channels.refetch()} />
      )}
      {channels.isPending && <TableSkeleton label={t('common.loading')} />}
      {channels.isSuccess && (
        <>
          <StateFilter
            counts={countByState(all, now)}
            show={view.show}
            query={view.q}
            onChange={setView}
          />
          <DataTable
            caption={t('nav.channels')}
            columns={columns}
            rows={rows}
            rowKey={(channel) => channel.id}
            sort={view.sort}
            onSort={(sort) => setView({ sort }, { replace: true })}
            rowHeight={57}
            minWidth="1180px"
            rowProps={(channel) => ({
              'data-dim': !channel.enabled,
              'data-selected': selected.has(channel.id),
              ...drag.rowProps(channel),
            })}
            empty={
              all.length > 0 ? (
                t('channels.noneMatch')
              ) : (
                <Group justify="center" gap="sm">
                  <Text size="sm">{t('channels.none')}</Text>
                  <Button onClick={() => setView({ edit: 'new' })}>{t('channels.addFirst')}</Button>
                </Group>
              )
            }
          />
          <BatchBar channels={all} selected={selected} onDone={() => setSelected(new Set())} />
        </>
      )}
      <ChannelDrawer
        target={view.edit}
        channels={channels.data}
        onClose={() => setView({ edit: '' })}
        onTest={(id) => setView({ edit: '', test: String(id) })}
      />
      <TestDialog
        channel={all.find((channel) => String(channel.id) === view.test)}
        onClose={() => setView({ test: '' })}
      />
    </>
  )
}

const NONE: readonly ListedChannel[] = []
