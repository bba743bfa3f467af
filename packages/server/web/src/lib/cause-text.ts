import { useTranslation } from 'react-i18next'

const CAUSES = [
  'connection',
  'timeout',
  'server-error',
  'overloaded',
  'rate-limit',
  'quota',
  'credential',
  'not-found',
  'malformed',
] as const

type Cause = (typeof CAUSES)[number]

/** What a cooldown's cause is called, and what helps against it. */
export function useCauseText(): (cause: string) => { label: string; help: string } {
  const { t } = useTranslation()
  return (cause) =>
    isCause(cause)
      ? { label: t(`cause.${cause}.label`), help: t(`cause.${cause}.help`) }
      : { label: cause, help: cause }
}

function isCause(text: string): text is Cause {
  return (CAUSES as readonly string[]).includes(text)
}
