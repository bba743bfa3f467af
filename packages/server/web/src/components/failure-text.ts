import { useTranslation } from 'react-i18next'
import { ApiError, isNotAvailable } from '../api/api-error.js'

/** Says what went wrong and what can be done about it. */
export function useFailureText(): (error: unknown) => string {
  const { t } = useTranslation()
  return (error) => {
    if (!(error instanceof ApiError)) {
      return t('failure.unexpected', {
        text: error instanceof Error ? error.message : String(error),
      })
    }
    if (error.code === 'unreachable') return t('failure.unreachable')
    if (error.code === 'changed_meanwhile' || error.status === 412) return t('failure.changed')
    if (isNotAvailable(error) && error.code !== 'not_found') return t('failure.notAvailable')
    if (error.message !== '') return error.message
    return t('failure.status', { status: error.status })
  }
}
