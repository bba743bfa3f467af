import { ActionIcon, Tooltip } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import type { ListedChannel, ListedCooldown } from '../../api/channels.js'
import { Countdown } from '../../components/countdown.js'
import { IconWake } from '../../components/icons.js'
import { StateBadge } from '../../components/state-badge.js'
import { useCauseText } from '../../lib/cause-text.js'
import { STATE_LOOKS, toChannelState } from '../../lib/channel-state.js'
import { useNow } from '../../lib/use-now.js'
import classes from './channels.module.css'
import { useChannelActions } from './use-channel-actions.js'

/** What the channel is doing: the state, how long it will last, and why. */
export function StateCell(props: {
  readonly channel: ListedChannel
  readonly cooldowns: readonly ListedCooldown[]
}) {
  const { channel, cooldowns } = props
  const { t } = useTranslation()
  const toCause = useCauseText()
  const { wake } = useChannelActions()
  const now = useNow()
  const state = toChannelState(channel, now)
  const running = cooldowns.filter((each) => each.endsAt > now)
  const main = running.find((each) => each.scope === 'channel') ?? running[0]
  const cause = channel.cooldown_cause ?? main?.cause
  const isCooling = state === 'cooling' || state === 'probing'

  return (
    <div className={classes.state}>
      <StateBadge look={STATE_LOOKS[state]}>
        {t(`state.${state}`)}{' '}
        {isCooling && channel.coolsUntil !== null && <Countdown until={channel.coolsUntil} />}
      </StateBadge>
      {channel.enabled && (isCooling || running.length > 0) && (
        <Tooltip label={t('channels.wakeHint')}>
          <ActionIcon
            size="xs"
            aria-label={t('channels.wakeOf', { name: channel.name })}
            onClick={() => void wake(channel)}
          >
            <IconWake size={13} />
          </ActionIcon>
        </Tooltip>
      )}
      {isCooling && cause !== undefined && (
        <Tooltip label={toCause(cause).help} multiline maw={280}>
          <span className={classes.detail}>{toCause(cause).label}</span>
        </Tooltip>
      )}
      {!isCooling && channel.enabled && main !== undefined && (
        <span className={classes.detail}>
          {main.scope === 'model' && main.model !== null
            ? t('channels.modelRests', { model: main.model })
            : t('channels.keysRest', { count: running.length })}{' '}
          <Countdown until={main.endsAt} />
        </span>
      )}
    </div>
  )
}
