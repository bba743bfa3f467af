import { Progress, Stack, Text } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import type { ImportProgress } from '../../api/transfer.js'
import { useFormats } from '../../lib/format.js'

/** How far an import is: first its lines are checked, then its changes written. */
export function ImportProgressBar({ progress }: { progress: ImportProgress | null }) {
  const { t } = useTranslation()
  const { count } = useFormats()
  if (progress === null) return <Text size="sm">{t('common.loading')}</Text>
  const { doing, done, of } = progress
  const values = { done: count(done), total: count(of) }
  return (
    <Stack gap={4}>
      <Progress value={(done / Math.max(1, of)) * 100} aria-label={t('transfer.importTitle')} />
      <Text size="sm" c="dimmed">
        {doing === 'checking' ? t('transfer.checking', values) : t('transfer.writing', values)}
      </Text>
    </Stack>
  )
}
