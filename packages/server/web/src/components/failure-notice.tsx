import { Alert, Button, Group, Text } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { isNotAvailable } from '../api/api-error.js'
import { useFailureText } from './failure-text.js'
import { IconAlert } from './icons.js'

/** Takes the place of what could not be loaded. A part that the server lacks is no fault. */
export function FailureNotice({ error, retry }: { error: unknown; retry?: () => unknown }) {
  const { t } = useTranslation()
  const toText = useFailureText()
  if (isNotAvailable(error)) {
    return (
      <Text c="dimmed" size="sm" py="md" ta="center">
        {t('failure.notAvailable')}
      </Text>
    )
  }
  return (
    <Alert color="red" icon={<IconAlert size={18} />} role="alert" title={t('failure.title')}>
      <Group justify="space-between">
        <Text size="sm">{toText(error)}</Text>
        {retry && (
          <Button variant="default" onClick={() => void retry()}>
            {t('common.retry')}
          </Button>
        )}
      </Group>
    </Alert>
  )
}
