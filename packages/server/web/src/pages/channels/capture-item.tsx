import { Menu } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { captureRulesKey, startCapture, stopCapture, useCaptureRules } from '../../api/captures.js'
import { askToConfirm } from '../../components/confirm.js'
import { useFailureText } from '../../components/failure-text.js'
import { IconSearch } from '../../components/icons.js'
import { notifyDone, notifyFailure } from '../../components/notify.js'

const MINUTES = 10

/** Begins to capture what a channel sends and gets, or ends it. */
export function CaptureItem({
  channel,
}: {
  channel: { readonly id: number; readonly name: string }
}) {
  const { t } = useTranslation()
  const client = useQueryClient()
  const toText = useFailureText()
  const { data: rules = [] } = useCaptureRules()
  const { id, name } = channel
  const minutes = MINUTES
  const running = rules.filter((rule) => rule.channel_id === id && rule.token_id === null)

  const attempt = async (action: () => Promise<unknown>, done: string) => {
    try {
      await action()
      notifyDone(done)
    } catch (error) {
      notifyFailure(t('capture.failed', { name }), toText(error))
    } finally {
      await client.invalidateQueries({ queryKey: captureRulesKey })
    }
  }
  const stop = () =>
    attempt(
      () => Promise.all(running.map((rule) => stopCapture(rule.id))),
      t('capture.stopped', { name }),
    )
  const start = async () => {
    const isSure = await askToConfirm({
      title: t('capture.startTitle', { name }),
      text: t('capture.startText', { minutes }),
      confirm: t('capture.startConfirm'),
    })
    if (isSure)
      await attempt(() => startCapture(id, minutes), t('capture.started', { name, minutes }))
  }
  return (
    <Menu.Item
      leftSection={<IconSearch size={15} />}
      onClick={() => void (running.length > 0 ? stop() : start())}
    >
      {running.length > 0 ? t('capture.stop') : t('capture.start', { minutes })}
    </Menu.Item>
  )
}
