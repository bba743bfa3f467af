import { useTranslation } from 'react-i18next'
import { isFailedAttempt } from '../lib/is-failed-attempt.js'
import { type Look, StateBadge } from './state-badge.js'

/** An attempt's HTTP status in the colour of what came of it: an answer can fail after its 200. */
export function StatusBadge({ status, outcome }: { status: number; outcome?: string }) {
  const { t } = useTranslation()
  return (
    <StateBadge look={toLook(status, outcome)}>
      {status === 0 ? t('status.noAnswer') : status}
    </StateBadge>
  )
}

function toLook(status: number, outcome: string | undefined): Look {
  // The client left: nobody's fault.
  if (status === 499 || outcome === 'aborted') return 'off'
  if (!isFailedAttempt(status, outcome)) return 'good'
  return status >= 400 && status < 500 && status !== 429 ? 'warn' : 'bad'
}
