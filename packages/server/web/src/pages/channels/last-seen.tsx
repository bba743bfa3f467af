import { Text, Tooltip } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import type { ListedChannel } from '../../api/channels.js'
import { IconCheck, IconClose } from '../../components/icons.js'
import { useFormats } from '../../lib/format.js'
import { useNow } from '../../lib/use-now.js'
import classes from './channels.module.css'

/** When the channel last did well, and when it last failed with which words. */
export function LastSeen({ channel }: { channel: ListedChannel }) {
  const { t } = useTranslation()
  const { relative } = useFormats()
  const now = useNow()
  const { last_success_at: success, last_failure_at: failure } = channel
  if (!success && !failure) {
    return (
      <Text size="xs" c="dimmed">
        {t('channels.neverUsed')}
      </Text>
    )
  }
  return (
    <>
      {success && (
        <div className={classes.seen} data-look="good">
          <IconCheck size={13} aria-label={t('channels.lastSuccess')} />
          {relative(success, now)}
        </div>
      )}
      {failure && (
        <Tooltip
          label={channel.last_failure_message || t('channels.lastFailure')}
          multiline
          maw={360}
        >
          <div className={classes.seen} data-look="bad">
            <IconClose size={13} aria-label={t('channels.lastFailure')} />
            {relative(failure, now)}
          </div>
        </Tooltip>
      )}
    </>
  )
}
