import { Button, Checkbox, Popover, Stack } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import type { LogRow } from '../../api/logs.js'
import type { Column } from '../../components/data-table.js'
import { IconColumns } from '../../components/icons.js'

/** Which columns are shown. The time always is: it opens the row. */
export function ColumnChoice(props: {
  readonly columns: readonly Column<LogRow>[]
  readonly chosen: readonly string[]
  readonly onChange: (chosen: string[]) => void
}) {
  const { columns, chosen, onChange } = props
  const { t } = useTranslation()
  return (
    <Popover position="bottom-end" withArrow trapFocus>
      <Popover.Target>
        <Button variant="default" leftSection={<IconColumns size={14} />}>
          {t('logs.columns')}
        </Button>
      </Popover.Target>
      <Popover.Dropdown>
        <Checkbox.Group value={[...chosen]} onChange={onChange} aria-label={t('logs.columns')}>
          <Stack gap={6}>
            {columns
              .filter(({ id }) => id !== 'time')
              .map(({ id, label }) => (
                <Checkbox key={id} size="xs" value={id} label={label} />
              ))}
          </Stack>
        </Checkbox.Group>
      </Popover.Dropdown>
    </Popover>
  )
}
