import { Button, Group, Stack, TagsInput, Text } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { fetchModels, type ListedChannel } from '../../api/channels.js'
import { useFailureText } from '../../components/failure-text.js'
import { IconDownload } from '../../components/icons.js'
import classes from './channel-editor.module.css'
import { PairFields } from './pair-fields.js'
import type { ChannelFormState } from './use-channel-form.js'

/** The models that the channel serves, and what the upstream calls them. */
export function ModelFields(props: {
  readonly form: ChannelFormState
  readonly channel: ListedChannel | undefined
}) {
  const { form, channel } = props
  const { t } = useTranslation()
  const toText = useFailureText()
  const [found, setFound] = useState<readonly string[] | null>(null)
  const [problem, setProblem] = useState('')
  const [isBusy, setBusy] = useState(false)
  const missing = found?.filter((model) => !form.values.models.includes(model)) ?? []

  const fetchNow = async (id: number) => {
    setBusy(true)
    setProblem('')
    try {
      setFound(await fetchModels(id))
    } catch (error) {
      setProblem(toText(error))
    } finally {
      setBusy(false)
    }
  }
  const add = (models: readonly string[]) =>
    form.setFieldValue('models', [...new Set([...form.values.models, ...models])])

  return (
    <fieldset className={classes.section}>
      <legend>{t('channels.models')}</legend>
      <Stack gap="xs">
        <TagsInput
          label={t('form.models')}
          description={t('form.modelsHelp')}
          placeholder={form.values.models.length === 0 ? 'claude-*' : ''}
          splitChars={[',', ' ', '\n']}
          data={found ?? []}
          clearable
          required
          {...form.getInputProps('models')}
        />
        <Group gap="xs">
          <Button
            variant="default"
            size="compact-sm"
            leftSection={<IconDownload size={14} />}
            loading={isBusy}
            disabled={!channel}
            title={channel ? undefined : t('form.fetchAfterSave')}
            onClick={() => channel && void fetchNow(channel.id)}
          >
            {t('form.fetchModels')}
          </Button>
          {missing.length > 1 && (
            <Button variant="light" size="compact-sm" onClick={() => add(missing)}>
              {t('form.addAll', { count: missing.length })}
            </Button>
          )}
        </Group>
        <Text size="xs" c={problem ? 'red' : 'dimmed'} aria-live="polite">
          {problem ||
            (found && t('form.found', { total: found.length, missing: missing.length })) ||
            (!channel && t('form.fetchAfterSave'))}
        </Text>
        {missing.length > 0 && (
          <Group gap={4}>
            {missing.slice(0, 40).map((model) => (
              <Button key={model} variant="default" size="compact-xs" onClick={() => add([model])}>
                + {model}
              </Button>
            ))}
          </Group>
        )}
        <PairFields
          form={form}
          field="aliases"
          title={t('form.aliases')}
          help={t('form.aliasesHelp')}
          nameLabel={t('form.aliasFrom')}
          valueLabel={t('form.aliasTo')}
          addLabel={t('form.addAlias')}
        />
      </Stack>
    </fieldset>
  )
}
