import { Button, FileButton, Group, Modal, Stack, Text, Textarea } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { channelsKey } from '../../api/channels.js'
import { type ImportReport, importChannels } from '../../api/transfer.js'
import { FailureNotice } from '../../components/failure-notice.js'
import { notifyDone } from '../../components/notify.js'
import { ImportPreview } from './import-preview.js'

/** Takes channels from a file or a paste. What would change is shown before anything does. */
export function ImportDialog({ isOpen, onClose }: { isOpen: boolean; onClose: () => void }) {
  const { t } = useTranslation()
  const client = useQueryClient()
  const [text, setText] = useState('')
  const [report, setReport] = useState<ImportReport | null>(null)
  const [failure, setFailure] = useState<unknown>(null)
  const [isBusy, setBusy] = useState(false)

  const change = (next: string) => {
    setText(next)
    setReport(null)
    setFailure(null)
  }
  const close = () => {
    change('')
    onClose()
  }
  const run = async (isDryRun: boolean) => {
    setBusy(true)
    setFailure(null)
    try {
      const result = await importChannels(text, isDryRun)
      if (isDryRun) return setReport(result)
      await client.invalidateQueries({ queryKey: channelsKey })
      const { created, updated } = result
      notifyDone(t('transfer.imported', { created: created.length, updated: updated.length }))
      close()
    } catch (error) {
      setFailure(error)
    } finally {
      setBusy(false)
    }
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
          onChange={(event) => change(event.currentTarget.value)}
          autosize
          minRows={5}
          maxRows={10}
          spellCheck={false}
          styles={{ input: { fontFamily: 'var(--mantine-font-family-monospace)' } }}
        />
        {failure !== null && <FailureNotice error={failure} />}
        {report && <ImportPreview report={report} />}
        <Group justify="flex-end" gap="xs">
          <Button variant="default" onClick={close}>
            {t('common.cancel')}
          </Button>
          {report && report.errors.length === 0 ? (
            <Button loading={isBusy} disabled={changes === 0} onClick={() => void run(false)}>
              {t('transfer.apply', { count: changes })}
            </Button>
          ) : (
            <Button loading={isBusy} disabled={text.trim() === ''} onClick={() => void run(true)}>
              {t('transfer.preview')}
            </Button>
          )}
        </Group>
      </Stack>
    </Modal>
  )
}
