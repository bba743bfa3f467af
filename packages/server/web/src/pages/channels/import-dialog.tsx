import { Button, FileButton, Group, Modal, Stack, Text, Textarea } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { channelsKey } from '../../api/channels.js'
import { FailureNotice } from '../../components/failure-notice.js'
import { notifyDone } from '../../components/notify.js'
import { ImportPreview } from './import-preview.js'
import { ImportProgressBar } from './import-progress-bar.js'
import { useImport } from './use-import.js'

/** Takes channels from a file or a paste. What would change is shown before anything does. */
export function ImportDialog({ isOpen, onClose }: { isOpen: boolean; onClose: () => void }) {
  const { t } = useTranslation()
  const client = useQueryClient()
  const [text, setText] = useState('')
  const { report, failure, isBusy, progress, run, stop, reset } = useImport()

  const change = (next: string) => {
    setText(next)
    reset()
  }
  const close = () => {
    change('')
    onClose()
  }
  const preview = () => void run(text, { isDryRun: true })
  const apply = async () => {
    const result = await run(text, { isDryRun: false })
    // Where it was stopped too: that may have been too late.
    await client.invalidateQueries({ queryKey: channelsKey })
    if (result === null) return
    const { created, updated } = result
    notifyDone(t('transfer.imported', { created: created.length, updated: updated.length }))
    close()
  }
  const changes = report ? report.created.length + report.updated.length : 0

  return (
    <Modal
      opened={isOpen}
      onClose={close}
      title={t('transfer.importTitle')}
      size="xl"
      closeButtonProps={{ 'aria-label': t('common.close') }}
    >
      <Stack gap="sm">
        <Group justify="space-between" align="end">
          <Text size="sm" c="dimmed" maw={460}>
            {t('transfer.importHelp')}
          </Text>
          <FileButton
            accept=".csv,.json,text/csv,application/json"
            onChange={(file) => void file?.text().then(change)}
          >
            {(button) => (
              <Button variant="default" {...button}>
                {t('transfer.chooseFile')}
              </Button>
            )}
          </FileButton>
        </Group>
        <Textarea
          aria-label={t('transfer.content')}
          placeholder={'name,api_key,url,priority,models,enabled\n…'}
          value={text}
          readOnly={isBusy}
          onChange={(event) => change(event.currentTarget.value)}
          autosize
          minRows={5}
          maxRows={10}
          spellCheck={false}
          styles={{ input: { fontFamily: 'var(--mantine-font-family-monospace)' } }}
        />
        {failure !== null && <FailureNotice error={failure} />}
        {report && <ImportPreview report={report} />}
        {isBusy && <ImportProgressBar progress={progress} />}
        <Group justify="flex-end" gap="xs">
          <Button variant="default" onClick={isBusy ? stop : close}>
            {t(isBusy ? 'transfer.stop' : 'common.cancel')}
          </Button>
          {report && report.errors.length === 0 ? (
            <Button loading={isBusy} disabled={changes === 0} onClick={() => void apply()}>
              {t('transfer.apply', { count: changes })}
            </Button>
          ) : (
            <Button loading={isBusy} disabled={text.trim() === ''} onClick={preview}>
              {t('transfer.preview')}
            </Button>
          )}
        </Group>
      </Stack>
    </Modal>
  )
}
