import { ActionIcon, Button, Menu } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { useLocation } from 'wouter'
import type { ListedChannel } from '../../api/channels.js'
import {
  IconCopy,
  IconDelete,
  IconEdit,
  IconLogs,
  IconMore,
  IconWake,
} from '../../components/icons.js'
import { CaptureItem } from './capture-item.js'
import classes from './channels.module.css'
import { useChannelActions } from './use-channel-actions.js'

/** What can be done with one channel. */
export function ChannelMenu(props: {
  readonly channel: ListedChannel
  readonly onEdit: () => void
  readonly onTest: () => void
}) {
  const { channel, onEdit, onTest } = props
  const { t } = useTranslation()
  const [, navigate] = useLocation()
  const { wake, copy, remove } = useChannelActions()
  return (
    <div className={classes.actions}>
      <Button variant="default" size="compact-sm" onClick={onTest}>
        {t('channels.test')}
      </Button>
      <Menu position="bottom-end" width={190}>
        <Menu.Target>
          <ActionIcon aria-label={t('channels.actionsOf', { name: channel.name })}>
            <IconMore size={16} />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item leftSection={<IconEdit size={15} />} onClick={onEdit}>
            {t('channels.edit')}
          </Menu.Item>
          <Menu.Item leftSection={<IconCopy size={15} />} onClick={() => void copy(channel)}>
            {t('channels.copy')}
          </Menu.Item>
          <Menu.Item
            leftSection={<IconLogs size={15} />}
            onClick={() => navigate(`/logs.html?channel_id=${channel.id}`)}
          >
            {t('channels.showLogs')}
          </Menu.Item>
          <Menu.Item leftSection={<IconWake size={15} />} onClick={() => void wake(channel)}>
            {t('channels.wake')}
          </Menu.Item>
          <CaptureItem channel={channel} />
          <Menu.Divider />
          <Menu.Item
            color="red"
            leftSection={<IconDelete size={15} />}
            onClick={() => void remove([channel])}
          >
            {t('channels.delete')}
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
    </div>
  )
}
