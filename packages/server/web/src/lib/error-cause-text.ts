import { useTranslation } from 'react-i18next'

const CAUSES = [
  'request',
  'client-left',
  'credential',
  'rate-limit',
  'overloaded',
  'not-found',
  'server-error',
  'malformed',
  'connection',
  'timeout',
  'broken-off',
  'no-channel',
  'quota',
] as const

type Cause = (typeof CAUSES)[number]

/** What a failure's cause is called. */
export function useErrorCauseText(): (cause: string) => string {
  const { t } = useTranslation()
  return (cause) => (isCause(cause) ? t(`errorCause.${cause}`) : cause)
}

function isCause(text: string): text is Cause {
  return (CAUSES as readonly string[]).includes(text)
}
