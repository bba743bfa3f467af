import { Text } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { Link } from 'wouter'
import { type RecentError, useRecentErrors } from '../../api/stats.js'
import { Panel } from '../../components/panel.js'
import { QueryBody } from '../../components/query-body.js'
import { StatusBadge } from '../../components/status-badge.js'
import { useErrorCauseText } from '../../lib/error-cause-text.js'
import { useFormats } from '../../lib/format.js'
import { useNow } from '../../lib/use-now.js'
import classes from './overview.module.css'

const SHOWN = 6

/** What went wrong in the last 24 hours, the same faults together, the most frequent first. */
export function RecentErrors() {
  const { t } = useTranslation()
  const { count, relative } = useFormats()
  const toCause = useErrorCauseText()
  const errors = useRecentErrors()
  const now = useNow()
  return (
    <Panel title={t('errors.title')}>
      <QueryBody query={errors} height={160}>
        {(rows) =>
          !rows.some(isFailure) ? (
            <Text c="dimmed" size="sm" py="md" ta="center">
              {t('errors.none')}
            </Text>
          ) : (
            rows
              .filter(isFailure)
              .slice(0, SHOWN)
              .map((error) => (
                <Link
                  key={`${error.cause} ${error.channel_id} ${error.status_code}`}
                  className={classes.error}
                  href={toLogs(error.channel_id, error.status_code)}
                >
                  <StatusBadge status={error.status_code} outcome={error.outcome} />
                  <div>
                    <Text size="sm" fw={550} lh={1.4}>
                      {toCause(error.cause)}
                      {error.channel_name !== null && ` · ${error.channel_name}`}
                    </Text>
                    <div className={classes.errorMessage}>{error.message}</div>
                  </div>
                  <Text size="xs" c="dimmed" ta="end">
                    {t('errors.times', { count: error.count, text: count(error.count) })}
                    <br />
                    {relative(error.last_at, now)}
                  </Text>
                </Link>
              ))
          )
        }
      </QueryBody>
    </Panel>
  )
}

function toLogs(channelId: number | null, status: number): string {
  const parameters = new URLSearchParams({ range: '24h' })
  if (channelId !== null) parameters.set('channel_id', String(channelId))
  parameters.set('status', status < 300 ? 'error' : String(status))
  return `/logs.html?${parameters}`
}

/** Clients that leave are nobody's failure. */
function isFailure({ cause }: RecentError): boolean {
  return cause !== 'client-left'
}
