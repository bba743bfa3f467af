import { Button, Group, Text } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { testAlert } from '../../api/alerts.js'
import { useFailureText } from '../../components/failure-text.js'

/** Sends a test message to the webhook that is set, and says what came of it. */
export function TestAlert() {
  const { t } = useTranslation()
  const toText = useFailureText()
  const [result, setResult] = useState('')
  const [isBusy, setBusy] = useState(false)

  async function send() {
    setBusy(true)
    try {
      const { delivered, status_code: status, reason } = await testAlert()
      setResult(delivered ? t('alerts.delivered', { status }) : t('alerts.failed', { reason }))
    } catch (error) {
      setResult(toText(error))
    } finally {
      setBusy(false)
    }
  }

  return (
    <Group gap="sm" mt="sm">
      <Button variant="default" loading={isBusy} onClick={() => void send()}>
        {t('alerts.test')}
      </Button>
      <Text size="sm" role="status" style={{ overflowWrap: 'anywhere' }}>
        {result}
      </Text>
    </Group>
  )
}
