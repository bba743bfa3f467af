import { ActionIcon, Menu } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { useLocation } from 'wouter'
import type { Token } from '../../api/tokens.js'
import { IconDelete, IconEdit, IconLogs, IconMore } from '../../components/icons.js'
import { useTokenActions } from './use-token-actions.js'

/** What can be done with one token. */
export function TokenMenu({ token, onEdit }: { token: Token; onEdit: () => void }) {
  const { t } = useTranslation()
  const [, navigate] = useLocation()
  const { remove } = useTokenActions()
  return (
    <Menu position="bottom-end" width={180}>
      <Menu.Target>
        <ActionIcon aria-label={t('channels.actionsOf', { name: token.name })}>
          <IconMore size={16} />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item leftSection={<IconEdit size={15} />} onClick={onEdit}>
          {t('channels.edit')}
        </Menu.Item>
        <Menu.Item
          leftSection={<IconLogs size={15} />}
          onClick={() => navigate(`/logs.html?token=${encodeURIComponent(token.name)}`)}
        >
          {t('channels.showLogs')}
        </Menu.Item>
        <Menu.Divider />
        <Menu.Item
          color="red"
          leftSection={<IconDelete size={15} />}
          onClick={() => void remove(token)}
        >
          {t('channels.delete')}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  )
}
