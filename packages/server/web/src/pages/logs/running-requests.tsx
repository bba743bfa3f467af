import { Text } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { useRunningRequests } from '../../api/logs.js'
import { useLive } from '../../app/live.js'
import { StateBadge } from '../../components/state-badge.js'
import { useFormats } from '../../lib/format.js'
import { useNow } from '../../lib/use-now.js'
import classes from './logs.module.css'

const SHOWN = 6

/** The requests under way now, the oldest first: what hangs stands out. Gone while there is none. */
export function RunningRequests() {
  const { t } = useTranslation()
  const { duration, bytes } = useFormats()
  const { state, counters } = useLive()
  const isIdle = state === 'live' && counters?.in_flight === 0
  const running = useRunningRequests(isIdle ? 10_000 : 2_000)
  const now = useNow()
  const requests = [...(running.data ?? [])].sort(
    (a, b) => Date.parse(a.started_at) - Date.parse(b.started_at),
  )
  if (requests.length === 0) return null
  return (
    <section className={classes.running} aria-label={t('logs.running')}>
      <Text size="xs" fw={600} c="dimmed" className={classes.runningTitle}>
        {t('logs.runningCount', { count: requests.length })}
      </Text>
      {requests.slice(0, SHOWN).map((request) => (
        <div key={request.request_id} className={classes.runningRow}>
          <StateBadge look={request.state === 'streaming' ? 'good' : 'info'}>
            {t(`logs.${request.state}`)}
          </StateBadge>
          <span className={classes.clip}>{request.model}</span>
          <span className={classes.clip}>
            {request.channel_name}
            {request.attempt > 1 && <span className={classes.attempt}>#{request.attempt}</span>}
          </span>
          <span className={classes.dim}>{request.token_name}</span>
          <span className={classes.nowrap}>{bytes(request.response_bytes)}</span>
          <span className={classes.nowrap}>
            {duration(Math.max(0, now - Date.parse(request.started_at)))}
          </span>
        </div>
      ))}
    </section>
  )
}
