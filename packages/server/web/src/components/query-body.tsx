import { Skeleton } from '@mantine/core'
import type { UseQueryResult } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { FailureNotice } from './failure-notice.js'

/** What a query found; its outline before that, and what went wrong instead of it. */
export function QueryBody<T>(props: {
  readonly query: UseQueryResult<T>
  readonly height: number
  readonly children: (data: T) => ReactNode
}) {
  const { query, height, children } = props
  const { t } = useTranslation()
  if (query.data !== undefined) return children(query.data)
  if (query.isError) return <FailureNotice error={query.error} retry={() => query.refetch()} />
  return <Skeleton h={height} role="status" aria-label={t('common.loading')} />
}
