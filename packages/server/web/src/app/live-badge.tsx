import { Tooltip } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { useFormats } from '../lib/format.js'
import type { LiveSnapshot } from '../lib/live-feed.js'
import { useLive } from './live.js'
import classes from './live-badge.module.css'

/** Whether what is on the screen is of this second, and how much is going on. */
export function LiveBadge() {
  const { t } = useTranslation()
  const { count } = useFormats()
  const { state, counters } = useLive()
  const isLosing = counters !== null && counters.log_dropped > 0
  return (
    <Tooltip
      multiline
      maw={260}
      label={isLosing ? t('live.dropped', { count: counters.log_dropped }) : t(`live.${state}Hint`)}
    >
      <button type="button" className={classes.badge} data-state={toLook(state, isLosing)}>
        <span className={classes.dot} aria-hidden />
        <span className={classes.text}>
          {state === 'live' && counters
            ? t('live.rate', {
                rpm: count(counters.rpm_now),
                inFlight: count(counters.in_flight),
              })
            : t(`live.${state}`)}
        </span>
      </button>
    </Tooltip>
  )
}

function toLook(state: LiveSnapshot['state'], isLosing: boolean): 'good' | 'warn' | 'bad' | 'off' {
  if (isLosing) return 'warn'
  switch (state) {
    case 'live':
      return 'good'
    case 'offline':
      return 'bad'
    case 'connecting':
    case 'unavailable':
      return 'off'
  }
}
