import { Alert, Button, Group, Modal, Stack, Text } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import type { CreatedToken } from '../../api/tokens.js'
import { CodeBlock } from '../../components/code-block.js'
import { ConnectSnippets } from '../../components/connect-snippets.js'

/** The only time a token is shown in full. Closes by its button alone, not by a slip. */
export function NewTokenDialog(props: {
  readonly token: CreatedToken | null
  readonly onClose: () => void
}) {
  const { token, onClose } = props
  const { t } = useTranslation()
  return (
    <Modal
      opened={token !== null}
      onClose={onClose}
      title={t('tokens.created', { name: token?.name ?? '' })}
      size="lg"
      withCloseButton={false}
      closeOnClickOutside={false}
      closeOnEscape={false}
    >
      {token && (
        <Stack gap="sm">
          <Alert color="yellow">{t('tokens.onlyNow')}</Alert>
          <CodeBlock code={token.secret} label={t('tokens.secret')} />
          <Text size="sm" fw={600}>
            {t('tokens.use')}
          </Text>
          <ConnectSnippets token={token.secret} />
          <Group justify="flex-end">
            <Button onClick={onClose}>{t('tokens.kept')}</Button>
          </Group>
        </Stack>
      )}
    </Modal>
  )
}
