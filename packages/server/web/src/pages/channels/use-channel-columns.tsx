import { Checkbox, Switch, Tooltip } from '@mantine/core'
import type { ComponentProps } from 'react'
import { useTranslation } from 'react-i18next'
import type { ListedChannel, ListedCooldown } from '../../api/channels.js'
import type { HealthRow } from '../../api/types.js'
import type { Column } from '../../components/data-table.js'
import { HealthCells } from '../../components/health-cells.js'
import { IconGrip } from '../../components/icons.js'
import { InlineNumber } from '../../components/inline-number.js'
import { ModelChips } from '../../components/model-chips.js'
import { ChannelMenu } from './channel-menu.js'
import classes from './channels.module.css'
import { LastSeen } from './last-seen.js'
import { StateCell } from './state-cell.js'
import { useChannelEdit } from './use-channel-edit.js'

/** The columns of the channel table. */
export function useChannelColumns(options: {
  readonly rows: readonly ListedChannel[]
  readonly cooldowns: readonly ListedCooldown[] | undefined
  readonly health: readonly HealthRow[] | undefined
  readonly selected: ReadonlySet<number>
  readonly onSelect: (selected: ReadonlySet<number>) => void
  readonly handleProps: (channel: ListedChannel) => ComponentProps<'button'> | null
  readonly onEdit: (id: number) => void
  readonly onTest: (id: number) => void
}): Column<ListedChannel>[] {
  const { rows, cooldowns, health, selected, onSelect, handleProps, onEdit, onTest } = options
  const { t } = useTranslation()
  const edit = useChannelEdit()
  const cells = new Map(health?.map((row) => [row.channel_id, row.cells]))
  const isAll = rows.length > 0 && rows.every(({ id }) => selected.has(id))

  const toggle = (id: number) => {
    const next = new Set(selected)
    if (!next.delete(id)) next.add(id)
    onSelect(next)
  }

  return [
    {
      id: 'select',
      label: t('channels.select'),
      width: '58px',
      card: 'hidden',
      header: (
        <Checkbox
          size="xs"
          ml={20}
          aria-label={t('channels.selectAll')}
          checked={isAll}
          indeterminate={!isAll && selected.size > 0}
          onChange={() => onSelect(new Set(isAll ? [] : rows.map(({ id }) => id)))}
        />
      ),
      cell: (channel) => {
        const handle = handleProps(channel)
        return (
          <div className={classes.lead}>
            {handle ? (
              <button type="button" className={classes.handle} {...handle}>
                <IconGrip size={14} aria-hidden />
              </button>
            ) : (
              <span className={classes.handle} />
            )}
            <Checkbox
              size="xs"
              aria-label={t('channels.selectOne', { name: channel.name })}
              checked={selected.has(channel.id)}
              onChange={() => toggle(channel.id)}
            />
          </div>
        )
      },
    },
    {
      id: 'name',
      label: t('channels.name'),
      width: '17%',
      isSortable: true,
      card: 'title',
      cell: (channel) => (
        <>
          <button type="button" className={classes.name} onClick={() => onEdit(channel.id)}>
            {channel.name}
          </button>
          <div className={classes.url}>{channel.url.replace(/^https?:\/\//, '')}</div>
        </>
      ),
    },
    {
      id: 'state',
      label: t('channels.state'),
      width: '156px',
      isSortable: true,
      card: 'full',
      cell: (channel) => (
        <StateCell
          channel={channel}
          cooldowns={cooldowns?.filter((each) => each.channel_id === channel.id) ?? []}
        />
      ),
    },
    {
      id: 'enabled',
      label: t('channels.on'),
      width: '60px',
      cell: (channel) => (
        <Switch
          size="sm"
          aria-label={t('channels.onOf', { name: channel.name })}
          checked={channel.enabled}
          onChange={(event) => void edit(channel, { enabled: event.currentTarget.checked })}
        />
      ),
    },
    {
      id: 'priority',
      label: t('channels.priority'),
      width: '78px',
      align: 'end',
      isSortable: true,
      cell: (channel) => (
        <InlineNumber
          label={t('channels.priorityOf', { name: channel.name })}
          value={channel.priority}
          min={-1_000_000}
          max={1_000_000}
          onSave={(priority) => void edit(channel, { priority })}
        />
      ),
    },
    {
      id: 'weight',
      label: t('channels.weight'),
      width: '70px',
      align: 'end',
      isSortable: true,
      cell: (channel) => (
        <InlineNumber
          label={t('channels.weightOf', { name: channel.name })}
          value={channel.weight}
          min={1}
          max={1000}
          onSave={(weight) => void edit(channel, { weight })}
        />
      ),
    },
    {
      id: 'keys',
      label: t('channels.keys'),
      width: '54px',
      align: 'end',
      cell: (channel) => <KeyCount channel={channel} />,
    },
    {
      id: 'models',
      label: t('channels.models'),
      card: 'full',
      cell: (channel) => <ModelChips models={channel.models} />,
    },
    {
      id: 'health',
      label: t('channels.health'),
      width: '112px',
      card: 'full',
      cell: (channel) => <HealthCells cells={cells.get(channel.id) ?? []} />,
    },
    {
      id: 'last',
      label: t('channels.last'),
      width: '96px',
      cell: (channel) => <LastSeen channel={channel} />,
    },
    {
      id: 'actions',
      label: t('channels.actions'),
      header: <span className="visually-hidden">{t('channels.actions')}</span>,
      width: '104px',
      align: 'end',
      cell: (channel) => (
        <ChannelMenu
          channel={channel}
          onEdit={() => onEdit(channel.id)}
          onTest={() => onTest(channel.id)}
        />
      ),
    },
  ]
}

function KeyCount({ channel }: { channel: ListedChannel }) {
  const { t } = useTranslation()
  const enabled = channel.keys.filter((key) => key.enabled).length
  const total = channel.keys.length
  return (
    <Tooltip label={t('channels.keysHint', { enabled, total })}>
      <span data-look={enabled === 0 ? 'bad' : undefined} className={classes.keys}>
        {enabled === total ? total : `${enabled}/${total}`}
      </span>
    </Tooltip>
  )
}
