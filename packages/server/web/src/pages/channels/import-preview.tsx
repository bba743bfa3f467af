import { Group, Stack, Text } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import type { ImportedChannel, ImportReport } from '../../api/transfer.js'
import { type Look, StateBadge } from '../../components/state-badge.js'

const SHOWN = 50

/** What an import would do, channel by channel, and the lines that it does not understand. */
export function ImportPreview({ report }: { report: ImportReport }) {
  const { t } = useTranslation()
  const { created, updated, unchanged, errors } = report
  const groups: readonly (readonly [Look, string, readonly Entry[]])[] = [
    ['good', t('transfer.created', { count: created.length }), created],
    ['info', t('transfer.updated', { count: updated.length }), updated],
    ['off', t('transfer.unchanged', { count: unchanged.length }), unchanged],
  ]
  return (
    <Stack gap="xs" role="status">
      {errors.length > 0 && (
        <div role="alert">
          <StateBadge look="bad">{t('transfer.errors', { count: errors.length })}</StateBadge>
          {errors.slice(0, SHOWN).map((error) => (
            <Text key={`${error.line} ${error.message}`} size="sm" c="red">
              {t('transfer.line', { line: error.line, message: error.message })}
            </Text>
          ))}
        </div>
      )}
      {groups.map(([look, label, entries]) => (
        <Group key={label} gap="xs" align="start" wrap="nowrap">
          <StateBadge look={look}>{label}</StateBadge>
          <Text size="sm" c="dimmed" style={{ overflowWrap: 'anywhere' }}>
            {entries.slice(0, SHOWN).map(toText).join(', ')}
            {entries.length > SHOWN && ' …'}
          </Text>
        </Group>
      ))}
      {report.ignored_columns.length > 0 && (
        <Text size="xs" c="dimmed">
          {t('transfer.ignored', { columns: report.ignored_columns.join(', ') })}
        </Text>
      )}
    </Stack>
  )
}

type Entry = ImportedChannel & { readonly fields?: readonly string[] }

/** The name, with what changes in brackets. */
function toText({ name, fields }: Entry): string {
  return fields ? `${name} (${fields.join(', ')})` : name
}
