import { Alert, Button, PasswordInput, Stack, Text } from '@mantine/core'
import { type FormEvent, useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { ApiError } from '../api/api-error.js'
import { login } from '../api/login.js'
import { useFailureText } from '../components/failure-text.js'
import { useFormats } from '../lib/format.js'
import { useNow } from '../lib/use-now.js'

/** Asks for the admin password. After too many wrong ones it counts down until the next try. */
export function LoginForm({ hint }: { hint: string }) {
  const { t } = useTranslation()
  const { duration } = useFormats()
  const toText = useFailureText()
  const field = useRef<HTMLInputElement>(null)
  const [password, setPassword] = useState('')
  const [isBusy, setBusy] = useState(false)
  const [failure, setFailure] = useState<unknown>(null)
  const [lockedUntil, setLockedUntil] = useState(0)
  const waitMs = lockedUntil - useNow()

  useEffect(() => {
    field.current?.focus()
  }, [])

  async function submit(event: FormEvent) {
    event.preventDefault()
    setBusy(true)
    setFailure(null)
    try {
      await login(password)
    } catch (error) {
      if (error instanceof ApiError && error.status === 429) {
        setLockedUntil(Date.now() + error.retryAfterMs)
      } else {
        setFailure(error)
      }
      setBusy(false)
      field.current?.select()
    }
  }

  return (
    <form onSubmit={submit}>
      <Stack gap="sm">
        <Text c="dimmed" size="sm">
          {hint}
        </Text>
        {waitMs > 0 && (
          <Alert color="red" role="alert">
            {t('login.locked', { wait: duration(waitMs) })}
          </Alert>
        )}
        <input type="text" autoComplete="username" value="admin" readOnly hidden />
        <PasswordInput
          ref={field}
          label={t('login.password')}
          autoComplete="current-password"
          value={password}
          onChange={(event) => setPassword(event.currentTarget.value)}
          error={failure === null ? null : toWrong(failure) ? t('login.wrong') : toText(failure)}
          visibilityToggleButtonProps={{ 'aria-label': t('login.show') }}
          size="md"
          required
        />
        <Button type="submit" size="sm" loading={isBusy} disabled={password === '' || waitMs > 0}>
          {t('login.submit')}
        </Button>
      </Stack>
    </form>
  )
}

function toWrong(error: unknown): boolean {
  return error instanceof ApiError && error.code === 'wrong_password'
}
