import { Button, Menu } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { type ExportFormat, exportChannels } from '../../api/transfer.js'
import { useFailureText } from '../../components/failure-text.js'
import { IconChevronDown, IconDownload, IconUpload } from '../../components/icons.js'
import { notifyFailure } from '../../components/notify.js'
import { saveFile } from '../../lib/save-file.js'
import { ExportKeysDialog } from './export-keys-dialog.js'
import { ImportDialog } from './import-dialog.js'

/** Takes channels in from a file, and out into one. */
export function ChannelTransfer() {
  const { t } = useTranslation()
  const toText = useFailureText()
  const [dialog, setDialog] = useState<'import' | 'keys' | null>(null)

  const save = async (format: ExportFormat, password?: string) => {
    const content = await exportChannels(format, password)
    saveFile(`ccload-channels-${new Date().toISOString().slice(0, 10)}.${format}`, content)
  }
  const trySave = (format: ExportFormat) =>
    save(format).catch((error: unknown) => notifyFailure(t('transfer.exportFailed'), toText(error)))

  return (
    <>
      <Button
        variant="default"
        leftSection={<IconUpload size={15} />}
        onClick={() => setDialog('import')}
      >
        {t('transfer.import')}
      </Button>
      <Menu position="bottom-end" width={240}>
        <Menu.Target>
          <Button
            variant="default"
            leftSection={<IconDownload size={15} />}
            rightSection={<IconChevronDown size={14} />}
          >
            {t('transfer.export')}
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item onClick={() => void trySave('csv')}>{t('transfer.csv')}</Menu.Item>
          <Menu.Item onClick={() => void trySave('json')}>{t('transfer.json')}</Menu.Item>
          <Menu.Divider />
          <Menu.Item onClick={() => setDialog('keys')}>{t('transfer.withKeys')}</Menu.Item>
        </Menu.Dropdown>
      </Menu>
      <ImportDialog isOpen={dialog === 'import'} onClose={() => setDialog(null)} />
      <ExportKeysDialog isOpen={dialog === 'keys'} onClose={() => setDialog(null)} save={save} />
    </>
  )
}
