import { Alert, Button, Group, Modal, PasswordInput, Radio, Stack } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { ExportFormat } from '../../api/transfer.js'
import { useFailureText } from '../../components/failure-text.js'

/** Keys leave the server in plain only for who knows the password, not for who finds a session. */
export function ExportKeysDialog(props: {
  readonly isOpen: boolean
  readonly onClose: () => void
  readonly save: (format: ExportFormat, password: string) => Promise<void>
}) {
  const { isOpen, onClose, save } = props
  const { t } = useTranslation()
  const toText = useFailureText()
  const [format, setFormat] = useState<ExportFormat>('csv')
  const [password, setPassword] = useState('')
  const [problem, setProblem] = useState('')

  const close = () => {
    setPassword('')
    setProblem('')
    onClose()
  }

  return (
    <Modal
      opened={isOpen}
      onClose={close}
      title={t('transfer.withKeys')}
      closeButtonProps={{ 'aria-label': t('common.close') }}
    >
      <form
        onSubmit={(event) => {
          event.preventDefault()
          save(format, password).then(close, (error: unknown) => setProblem(toText(error)))
        }}
      >
        <Stack gap="sm">
          <Alert color="yellow">{t('transfer.keysWarning')}</Alert>
          <Radio.Group
            label={t('transfer.format')}
            value={format}
            onChange={(value) => setFormat(value as ExportFormat)}
          >
            <Group mt={4}>
              <Radio value="csv" label="CSV" />
              <Radio value="json" label="JSON" />
            </Group>
          </Radio.Group>
          <PasswordInput
            data-autofocus
            label={t('login.password')}
            autoComplete="current-password"
            value={password}
            onChange={(event) => setPassword(event.currentTarget.value)}
            error={problem}
            visibilityToggleButtonProps={{ 'aria-label': t('login.show') }}
          />
          <Group justify="flex-end" gap="xs">
            <Button variant="default" onClick={close}>
              {t('common.cancel')}
            </Button>
            <Button type="submit" disabled={password === ''}>
              {t('transfer.export')}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  )
}
