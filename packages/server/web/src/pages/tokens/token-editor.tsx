import {
  Alert,
  Button,
  Group,
  MultiSelect,
  Stack,
  Switch,
  TagsInput,
  TextInput,
} from '@mantine/core'
import { useForm } from '@mantine/form'
import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { ApiError } from '../../api/api-error.js'
import { useChannels } from '../../api/channels.js'
import {
  type CreatedToken,
  createToken,
  patchToken,
  type Token,
  tokensKey,
} from '../../api/tokens.js'
import { useFailureText } from '../../components/failure-text.js'
import { CountLimit, MoneyLimit } from '../../components/limit-inputs.js'
import { notifyDone } from '../../components/notify.js'
import { dayAhead, toTokenValues, toTokenWrite } from './token-form.js'

/** The form for a token. Everything but the name may stay empty: no restriction. */
export function TokenEditor(props: {
  readonly token: Token | undefined
  readonly onClose: () => void
  readonly onCreated: (token: CreatedToken) => void
}) {
  const { token, onClose, onCreated } = props
  const { t } = useTranslation()
  const client = useQueryClient()
  const toText = useFailureText()
  const channels = useChannels()
  const [initialValues] = useState(() => toTokenValues(token))
  const [failure, setFailure] = useState('')
  const [isBusy, setBusy] = useState(false)
  const positive = (value: number | string) =>
    value !== '' && !(Number(value) > 0) ? t('mistake.positive') : null
  const form = useForm({
    initialValues,
    validateInputOnChange: true,
    validate: {
      name: (value) => (value.trim() === '' ? t('mistake.required') : null),
      requests_per_minute: positive,
      concurrent: positive,
      daily_usd: positive,
      monthly_usd: positive,
    },
  })

  const save = form.onSubmit(async (values) => {
    setBusy(true)
    setFailure('')
    try {
      const write = toTokenWrite(values)
      if (token) {
        await patchToken(token.id, write)
        notifyDone(t('form.saved', { name: values.name }))
      } else onCreated(await createToken(write))
      await client.invalidateQueries({ queryKey: tokensKey })
      onClose()
    } catch (error) {
      if (error instanceof ApiError && error.field === 'name') {
        form.setFieldError('name', toText(error))
      }
      setFailure(toText(error))
      setBusy(false)
    }
  })

  return (
    <form onSubmit={save} noValidate>
      <Stack gap="md">
        <TextInput
          data-autofocus
          label={t('tokens.name')}
          description={t('tokens.nameHelp')}
          maxLength={100}
          required
          {...form.getInputProps('name')}
        />
        <div>
          <TextInput
            type="date"
            label={t('tokens.expires')}
            description={t('tokens.expiresHelp')}
            min={dayAhead(0)}
            {...form.getInputProps('expires')}
          />
          <Group gap={4} mt={4}>
            {[30, 90, 365].map((days) => (
              <Button
                key={days}
                variant="default"
                size="compact-xs"
                onClick={() => form.setFieldValue('expires', dayAhead(days))}
              >
                {t('tokens.days', { count: days })}
              </Button>
            ))}
            <Button
              variant="default"
              size="compact-xs"
              onClick={() => form.setFieldValue('expires', '')}
            >
              {t('tokens.never')}
            </Button>
          </Group>
        </div>
        <Group grow align="start">
          <MoneyLimit label={t('tokens.daily')} {...form.getInputProps('daily_usd')} />
          <MoneyLimit label={t('tokens.monthly')} {...form.getInputProps('monthly_usd')} />
        </Group>
        <Group grow align="start">
          <CountLimit label={t('form.rpm')} {...form.getInputProps('requests_per_minute')} />
          <CountLimit label={t('form.concurrent')} {...form.getInputProps('concurrent')} />
        </Group>
        <TagsInput
          label={t('tokens.models')}
          description={t('tokens.modelsHelp')}
          placeholder={form.values.models.length === 0 ? t('tokens.all') : ''}
          splitChars={[',', ' ', '\n']}
          {...form.getInputProps('models')}
        />
        <MultiSelect
          label={t('tokens.channels')}
          description={t('tokens.channelsHelp')}
          placeholder={form.values.channels.length === 0 ? t('tokens.all') : ''}
          data={(channels.data ?? []).map(({ id, name }) => ({ value: String(id), label: name }))}
          searchable
          {...form.getInputProps('channels')}
        />
        <Switch
          label={t('form.enabled')}
          {...form.getInputProps('enabled', { type: 'checkbox' })}
        />
        {failure !== '' && (
          <Alert color="red" role="alert" title={t('form.notSaved')}>
            {failure}
          </Alert>
        )}
        <Group justify="flex-end" gap="xs">
          <Button variant="default" onClick={onClose}>
            {t('common.cancel')}
          </Button>
          <Button type="submit" loading={isBusy}>
            {token ? t('common.save') : t('tokens.create')}
          </Button>
        </Group>
      </Stack>
    </form>
  )
}
