import { Skeleton, Stack } from '@mantine/core'
import { useTranslation } from 'react-i18next'

/** A page's outline while its code is on its way. */
export function PageSkeleton() {
  const { t } = useTranslation()
  return (
    <Stack role="status" aria-label={t('common.loading')}>
      <Skeleton h={30} w={220} />
      <Skeleton h={90} />
      <Skeleton h={320} />
    </Stack>
  )
}
