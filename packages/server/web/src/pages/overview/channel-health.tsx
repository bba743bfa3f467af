import { Text } from '@mantine/core'
import { Fragment } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'wouter'
import { type ListedChannel, useHealth } from '../../api/channels.js'
import { Countdown } from '../../components/countdown.js'
import { HealthCells } from '../../components/health-cells.js'
import { Panel } from '../../components/panel.js'
import { QueryBody } from '../../components/query-body.js'
import { StateBadge } from '../../components/state-badge.js'
import { STATE_LOOKS, toChannelState } from '../../lib/channel-state.js'
import { useFormats } from '../../lib/format.js'
import { byPriority } from '../../lib/priority-order.js'
import { useNow } from '../../lib/use-now.js'
import classes from './overview.module.css'

/** Each enabled channel's last 24 hours, hour by hour, in the order in which they are tried. */
export function ChannelHealth({ channels }: { channels: readonly ListedChannel[] }) {
  const { t } = useTranslation()
  const { percent } = useFormats()
  const health = useHealth()
  const now = useNow()
  const shown = channels.filter(({ enabled }) => enabled).sort(byPriority)
  return (
    <Panel title={t('health.title')}>
      <QueryBody query={health} height={160}>
        {(rows) => {
          const cells = new Map(rows.map((row) => [row.channel_id, row.cells]))
          return (
            <div className={classes.health}>
              {shown.map((channel) => {
                const state = toChannelState(channel, now)
                const own = cells.get(channel.id) ?? []
                const success = own.reduce((sum, cell) => sum + cell.success, 0)
                const total = own.reduce((sum, cell) => sum + cell.success + cell.error, 0)
                return (
                  <Fragment key={channel.id}>
                    <Link
                      href={`/logs.html?channel_id=${channel.id}`}
                      className={classes.healthName}
                      title={channel.name}
                    >
                      {channel.name}
                    </Link>
                    <HealthCells cells={own} size="large" />
                    {state !== 'ready' ? (
                      <StateBadge look={STATE_LOOKS[state]}>
                        {state === 'cooling' && channel.coolsUntil !== null ? (
                          <Countdown until={channel.coolsUntil} />
                        ) : (
                          t(`state.${state}`)
                        )}
                      </StateBadge>
                    ) : (
                      <Text size="xs" c="dimmed" ta="end">
                        {total > 0 ? percent(success / total) : '–'}
                      </Text>
                    )}
                  </Fragment>
                )
              })}
            </div>
          )
        }}
      </QueryBody>
    </Panel>
  )
}
