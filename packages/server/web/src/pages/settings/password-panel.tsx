import { Alert, Button, Group, PasswordInput, Stack } from '@mantine/core'
import { type FormEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { ApiError } from '../../api/api-error.js'
import { session } from '../../api/session.js'
import { changePassword } from '../../api/settings.js'
import { useFailureText } from '../../components/failure-text.js'
import { notifyDone } from '../../components/notify.js'
import { Panel } from '../../components/panel.js'

/** Changes the admin password, which logs everybody out. */
export function PasswordPanel() {
  const { t } = useTranslation()
  const toText = useFailureText()
  const [current, setCurrent] = useState('')
  const [next, setNext] = useState('')
  const [failure, setFailure] = useState<unknown>(null)
  const [isBusy, setBusy] = useState(false)
  const field = failure instanceof ApiError ? failure.field : undefined
  const toggle = { 'aria-label': t('login.show') }

  async function submit(event: FormEvent) {
    event.preventDefault()
    setBusy(true)
    setFailure(null)
    try {
      await changePassword(current, next)
      setCurrent('')
      setNext('')
      notifyDone(t('settings.passwordDone'))
      session.expire()
    } catch (error) {
      setFailure(error)
    } finally {
      setBusy(false)
    }
  }

  return (
    <Panel title={t('settings.password')}>
      <form onSubmit={submit}>
        <Stack gap="sm">
          <input type="text" autoComplete="username" value="admin" readOnly hidden />
          <PasswordInput
            label={t('settings.current')}
            autoComplete="current-password"
            value={current}
            onChange={(event) => setCurrent(event.currentTarget.value)}
            error={field === 'current_password' ? t('login.wrong') : null}
            visibilityToggleButtonProps={toggle}
          />
          <PasswordInput
            label={t('settings.next')}
            description={t('settings.passwordHelp')}
            autoComplete="new-password"
            value={next}
            onChange={(event) => setNext(event.currentTarget.value)}
            error={field === 'new_password' ? toText(failure) : null}
            visibilityToggleButtonProps={toggle}
          />
          {failure !== null && field === undefined && (
            <Alert color="red" role="alert">
              {toText(failure)}
            </Alert>
          )}
          <Group justify="flex-end">
            <Button
              type="submit"
              variant="default"
              loading={isBusy}
              disabled={current === '' || next === ''}
            >
              {t('settings.changePassword')}
            </Button>
          </Group>
        </Stack>
      </form>
    </Panel>
  )
}
