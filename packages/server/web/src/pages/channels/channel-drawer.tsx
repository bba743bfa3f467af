import { Alert, Drawer } from '@mantine/core'
import { useRef } from 'react'
import { useTranslation } from 'react-i18next'
import type { ListedChannel } from '../../api/channels.js'
import { askToConfirm } from '../../components/confirm.js'
import { TableSkeleton } from '../../components/table-skeleton.js'
import { ChannelEditor } from './channel-editor.js'

/** The drawer in which a channel is created (`new`) or edited (its id). Closed for ''. */
export function ChannelDrawer(props: {
  readonly target: string
  readonly channels: readonly ListedChannel[] | undefined
  readonly onClose: () => void
  readonly onTest: (id: number) => void
}) {
  const { target, channels, onClose, onTest } = props
  const { t } = useTranslation()
  const isDirty = useRef(false)
  const channel = channels?.find(({ id }) => String(id) === target)

  const close = async () => {
    const leave =
      !isDirty.current ||
      (await askToConfirm({
        title: t('form.leaveTitle'),
        text: t('form.leaveText'),
        confirm: t('form.leave'),
      }))
    if (leave) onClose()
  }

  return (
    <Drawer
      opened={target !== ''}
      onClose={() => void close()}
      position="right"
      size={640}
      title={
        target === 'new' ? t('channels.add') : t('form.editTitle', { name: channel?.name ?? '' })
      }
      closeButtonProps={{ 'aria-label': t('common.close') }}
      styles={{ title: { fontWeight: 600, fontSize: '1rem' } }}
    >
      {target === 'new' || channel ? (
        <ChannelEditor
          key={target}
          channel={channel}
          isDirty={isDirty}
          onClose={() => void close()}
          onSaved={onClose}
          onTest={onTest}
        />
      ) : channels ? (
        <Alert color="red">{t('form.gone')}</Alert>
      ) : (
        <TableSkeleton label={t('common.loading')} />
      )}
    </Drawer>
  )
}
