import {
  ActionIcon,
  SegmentedControl,
  Stack,
  Switch,
  Text,
  Textarea,
  TextInput,
} from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { IconDelete } from '../../components/icons.js'
import classes from './channel-editor.module.css'
import { toSecrets } from './channel-form.js'
import type { ChannelFormState } from './use-channel-form.js'

/** The keys that are there, masked, and a place to paste new ones. */
export function KeyFields({ form }: { form: ChannelFormState }) {
  const { t } = useTranslation()
  const { keys, newKeys } = form.values
  const total = keys.length + toSecrets(newKeys).length
  return (
    <fieldset className={classes.section}>
      <legend>{t('channels.keys')}</legend>
      <Stack gap="xs">
        {keys.map((key, i) => (
          <div key={key.slot} className={classes.key}>
            <Switch
              size="sm"
              aria-label={t('form.keyOn', { key: key.api_key })}
              {...form.getInputProps(`keys.${i}.enabled`, { type: 'checkbox' })}
            />
            <code>{key.api_key}</code>
            <TextInput
              size="xs"
              aria-label={t('form.keyNote', { key: key.api_key })}
              placeholder={t('form.note')}
              maxLength={200}
              {...form.getInputProps(`keys.${i}.note`)}
            />
            <ActionIcon
              color="red"
              aria-label={t('form.keyRemove', { key: key.api_key })}
              onClick={() => {
                form.removeListItem('keys', i)
                form.clearFieldError('newKeys')
              }}
            >
              <IconDelete size={15} />
            </ActionIcon>
          </div>
        ))}
        <Textarea
          label={keys.length > 0 ? t('form.addKeys') : t('form.firstKey')}
          description={t('form.keysHelp')}
          placeholder="sk-ant-…"
          autosize
          minRows={1}
          maxRows={8}
          spellCheck={false}
          autoComplete="off"
          classNames={{ input: classes.mono }}
          required={keys.length === 0}
          {...form.getInputProps('newKeys')}
        />
        {total > 1 && (
          <div>
            <Text size="sm" mb={4} id="key-strategy">
              {t('form.strategy')}
            </Text>
            <SegmentedControl
              size="xs"
              aria-labelledby="key-strategy"
              data={[
                { value: 'round-robin', label: t('form.roundRobin') },
                { value: 'sequential', label: t('form.sequential') },
              ]}
              {...form.getInputProps('key_strategy')}
            />
          </div>
        )}
      </Stack>
    </fieldset>
  )
}
