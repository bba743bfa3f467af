import { useTranslation } from 'react-i18next'

const REASONS = [
  'ready',
  'due-soonest',
  'disabled',
  'no-key',
  'model-not-served',
  'not-allowed',
  'cooling',
  'passed-over',
  'recovering',
  'full',
  'rate-limited',
  'budget-used-up',
  'outside-hours',
] as const

type Reason = (typeof REASONS)[number]

/** Why a channel stands where it stands in a plan. */
export function useReasonText(): (reason: string) => string {
  const { t } = useTranslation()
  return (reason) => (isReason(reason) ? t(`reason.${reason}`) : reason)
}

function isReason(text: string): text is Reason {
  return (REASONS as readonly string[]).includes(text)
}
