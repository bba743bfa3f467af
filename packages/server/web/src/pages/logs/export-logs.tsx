import { Button, Menu } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { type LogFilter, toExportUrl } from '../../api/logs.js'
import { IconChevronDown, IconDownload } from '../../components/icons.js'

/** All rows that match, as a file that the browser saves while it is being written. */
export function ExportLogs({ filter }: { filter: LogFilter }) {
  const { t } = useTranslation()
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <Button
          variant="default"
          leftSection={<IconDownload size={14} />}
          rightSection={<IconChevronDown size={14} />}
        >
          {t('transfer.export')}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        {(['csv', 'ndjson'] as const).map((format) => (
          <Menu.Item key={format} component="a" href={toExportUrl(filter, format)} download>
            {format.toUpperCase()}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  )
}
