import { useTranslation } from 'react-i18next'
import { type Look, StateBadge } from './state-badge.js'

/** An attempt's HTTP status in the colour of what it means. */
export function StatusBadge({ status }: { status: number }) {
  const { t } = useTranslation()
  return (
    <StateBadge look={toLook(status)}>{status === 0 ? t('status.noAnswer') : status}</StateBadge>
  )
}

function toLook(status: number): Look {
  if (status >= 200 && status < 300) return 'good'
  // The client left: nobody's fault.
  if (status === 499) return 'off'
  return status >= 400 && status < 500 && status !== 429 ? 'warn' : 'bad'
}
