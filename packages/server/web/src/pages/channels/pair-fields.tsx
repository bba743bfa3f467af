import { ActionIcon, Button, Group, Stack, Text, TextInput } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { IconAdd, IconDelete } from '../../components/icons.js'
import classes from './channel-editor.module.css'
import { nextSlot } from './channel-form.js'
import type { ChannelFormState } from './use-channel-form.js'

/** A list of names and values: aliases or headers. Rows without a name are not saved. */
export function PairFields(props: {
  readonly form: ChannelFormState
  readonly field: 'aliases' | 'headers'
  readonly title: string
  readonly help: string
  readonly nameLabel: string
  readonly valueLabel: string
  readonly addLabel: string
}) {
  const { form, field, title, help, nameLabel, valueLabel, addLabel } = props
  const { t } = useTranslation()
  const error = form.errors[field]
  return (
    <Stack gap="xs">
      <div>
        <Text size="sm" fw={500}>
          {title}
        </Text>
        <Text size="xs" c="dimmed">
          {help}
        </Text>
      </div>
      {form.values[field].map((pair, i) => (
        <div key={pair.slot} className={classes.pair}>
          <TextInput
            size="xs"
            aria-label={nameLabel}
            placeholder={nameLabel}
            spellCheck={false}
            {...form.getInputProps(`${field}.${i}.name`)}
          />
          <span aria-hidden>→</span>
          <TextInput
            size="xs"
            aria-label={valueLabel}
            placeholder={valueLabel}
            spellCheck={false}
            {...form.getInputProps(`${field}.${i}.value`)}
          />
          <ActionIcon
            color="red"
            aria-label={t('form.removeRow', { name: pair.name })}
            onClick={() => form.removeListItem(field, i)}
          >
            <IconDelete size={15} />
          </ActionIcon>
        </div>
      ))}
      {error && (
        <Text size="xs" c="red" role="alert">
          {error}
        </Text>
      )}
      <Group>
        <Button
          variant="subtle"
          size="compact-sm"
          leftSection={<IconAdd size={14} />}
          onClick={() => form.insertListItem(field, { slot: nextSlot(), name: '', value: '' })}
        >
          {addLabel}
        </Button>
      </Group>
    </Stack>
  )
}
