import {
  Alert,
  Anchor,
  Button,
  Group,
  PasswordInput,
  Stack,
  TagsInput,
  TextInput,
} from '@mantine/core'
import { useForm } from '@mantine/form'
import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'wouter'
import { channelsKey, createChannel } from '../../api/channels.js'
import { useFailureText } from '../../components/failure-text.js'
import { Panel } from '../../components/panel.js'
import { toSecrets, toValues, toWrite } from '../channels/channel-form.js'
import { findMistakes } from '../channels/validate-channel.js'

/** The shortest form that makes a channel. Everything else has a default. */
export function FirstChannel({ onAdded }: { onAdded: (id: number) => void }) {
  const { t } = useTranslation()
  const client = useQueryClient()
  const toText = useFailureText()
  const [failure, setFailure] = useState('')
  const [isBusy, setBusy] = useState(false)
  const form = useForm({
    initialValues: {
      name: 'main',
      url: 'https://api.anthropic.com',
      key: '',
      models: ['claude-*'],
    },
    validateInputOnBlur: true,
    validate: (values) => {
      const { name, url, newKeys, models } = findMistakes(toChannel(values))
      const say = (mistake: typeof name) => (mistake ? t(`mistake.${mistake}`) : null)
      return { name: say(name), url: say(url), key: say(newKeys), models: say(models) }
    },
  })

  const add = form.onSubmit(async (values) => {
    setBusy(true)
    setFailure('')
    try {
      const { id } = await createChannel(toWrite(toChannel(values)))
      await client.invalidateQueries({ queryKey: channelsKey })
      onAdded(id)
    } catch (error) {
      setFailure(toText(error))
      setBusy(false)
    }
  })

  return (
    <Panel title={t('guide.addTitle')}>
      <form onSubmit={add} noValidate>
        <Stack gap="sm">
          <TextInput label={t('channels.name')} required {...form.getInputProps('name')} />
          <TextInput
            label={t('form.url')}
            description={t('form.urlHelp')}
            inputMode="url"
            spellCheck={false}
            required
            {...form.getInputProps('url')}
          />
          <PasswordInput
            data-autofocus
            label={t('form.firstKey')}
            placeholder="sk-ant-…"
            autoComplete="off"
            visibilityToggleButtonProps={{ 'aria-label': t('guide.showKey') }}
            required
            {...form.getInputProps('key')}
          />
          <TagsInput
            label={t('form.models')}
            description={t('form.modelsHelp')}
            required
            {...form.getInputProps('models')}
          />
          {failure !== '' && (
            <Alert color="red" role="alert">
              {failure}
            </Alert>
          )}
          <Group justify="space-between">
            <Anchor component={Link} href="/channels.html?edit=new" size="sm">
              {t('guide.allFields')}
            </Anchor>
            <Button type="submit" loading={isBusy}>
              {t('guide.addButton')}
            </Button>
          </Group>
        </Stack>
      </form>
    </Panel>
  )
}

interface FirstValues {
  readonly name: string
  readonly url: string
  readonly key: string
  readonly models: string[]
}

function toChannel({ name, url, key, models }: FirstValues) {
  return { ...toValues(), name, url, newKeys: toSecrets(key).join('\n'), models }
}
