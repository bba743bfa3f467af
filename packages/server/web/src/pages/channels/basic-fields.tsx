import { Alert, Group, NumberInput, Stack, Switch, TextInput } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { findDuplicates } from '../../api/channels.js'
import type { ChannelFormState } from './use-channel-form.js'

/** Name, address and rank. Warns when the same account seems to be there already. */
export function BasicFields({ form, id }: { form: ChannelFormState; id: number | undefined }) {
  const { t } = useTranslation()
  const [asked, setAsked] = useState({ name: '', url: '' })
  const duplicates = useQuery({
    queryKey: ['duplicates', asked],
    queryFn: () => findDuplicates(asked),
    enabled: asked.name !== '' || asked.url !== '',
    retry: false,
  })
  const others = duplicates.data?.filter((each) => each.id !== id) ?? []
  const ask = () => {
    const { name, url } = form.getValues()
    setAsked({ name: name.trim(), url: url.trim() })
  }

  return (
    <Stack gap="sm">
      <TextInput
        data-autofocus
        label={t('channels.name')}
        placeholder={t('form.namePlaceholder')}
        maxLength={100}
        required
        {...form.getInputProps('name')}
        onBlur={ask}
      />
      <TextInput
        label={t('form.url')}
        description={t('form.urlHelp')}
        placeholder="https://api.anthropic.com"
        inputMode="url"
        spellCheck={false}
        required
        {...form.getInputProps('url')}
        onBlur={ask}
      />
      {others.length > 0 && (
        <Alert color="yellow" p="xs">
          {t('form.duplicate', { names: others.map(({ name }) => name).join(', ') })}
        </Alert>
      )}
      <Group grow align="start">
        <NumberInput
          label={t('channels.priority')}
          description={t('form.priorityHelp')}
          allowDecimal={false}
          {...form.getInputProps('priority')}
        />
        <NumberInput
          label={t('channels.weight')}
          description={t('form.weightHelp')}
          allowDecimal={false}
          min={1}
          max={1000}
          {...form.getInputProps('weight')}
        />
      </Group>
      <Switch label={t('form.enabled')} {...form.getInputProps('enabled', { type: 'checkbox' })} />
    </Stack>
  )
}
