import { Button, Group, Text } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import i18next from 'i18next'

const UNDO_MS = 8000

/** Says that something was done. With `undo`, for some seconds it can be taken back. */
export function notifyDone(message: string, undo?: () => void): void {
  const id = notifications.show({
    color: 'green',
    autoClose: undo ? UNDO_MS : 4000,
    withCloseButton: true,
    message: undo ? (
      <Group justify="space-between" wrap="nowrap" gap="xs">
        <Text size="sm" lineClamp={3}>
          {message}
        </Text>
        <Button
          variant="light"
          size="compact-sm"
          onClick={() => {
            notifications.hide(id)
            undo()
          }}
        >
          {i18next.t('common.undo')}
        </Button>
      </Group>
    ) : (
      message
    ),
  })
}

/** Says that something failed. Stays until it is closed: the text may be needed. */
export function notifyFailure(title: string, message: string): void {
  notifications.show({ color: 'red', title, message, autoClose: false, withCloseButton: true })
}
