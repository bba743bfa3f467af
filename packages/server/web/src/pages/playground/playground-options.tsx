import { Autocomplete, NumberInput, PasswordInput, Stack, Switch, Textarea } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { useChannels } from '../../api/channels.js'
import type { AskOptions } from './ask-form.js'

/** What is asked, and with which token. */
export function PlaygroundOptions(props: {
  readonly options: AskOptions
  readonly onChange: (change: Partial<AskOptions>) => void
}) {
  const { options, onChange } = props
  const { t } = useTranslation()
  const channels = useChannels()
  const models = new Set(channels.data?.flatMap((channel) => channel.models))
  return (
    <Stack gap="sm">
      <Autocomplete
        label={t('test.model')}
        data={[...models].filter((model) => !model.includes('*')).sort()}
        value={options.model}
        onChange={(model) => onChange({ model })}
      />
      <PasswordInput
        label={t('playground.token')}
        description={t('playground.tokenHelp')}
        autoComplete="off"
        value={options.token}
        onChange={(event) => onChange({ token: event.currentTarget.value.trim() })}
        visibilityToggleButtonProps={{ 'aria-label': t('playground.showToken') }}
      />
      <Textarea
        label={t('playground.system')}
        autosize
        minRows={1}
        maxRows={6}
        value={options.system}
        onChange={(event) => onChange({ system: event.currentTarget.value })}
      />
      <NumberInput
        label={t('playground.maxTokens')}
        min={1}
        max={64_000}
        allowDecimal={false}
        value={options.maxTokens}
        onChange={(value) => onChange({ maxTokens: Number(value) || 1 })}
      />
      <Switch
        label={t('test.stream')}
        checked={options.isStreaming}
        onChange={(event) => onChange({ isStreaming: event.currentTarget.checked })}
      />
    </Stack>
  )
}
