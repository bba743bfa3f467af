import { Alert, Drawer } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import type { CreatedToken, Token } from '../../api/tokens.js'
import { TableSkeleton } from '../../components/table-skeleton.js'
import { TokenEditor } from './token-editor.js'

/** The drawer in which a token is created (`new`) or edited (its id). Closed for ''. */
export function TokenDrawer(props: {
  readonly target: string
  readonly tokens: readonly Token[] | undefined
  readonly onClose: () => void
  readonly onCreated: (token: CreatedToken) => void
}) {
  const { target, tokens, onClose, onCreated } = props
  const { t } = useTranslation()
  const token = tokens?.find(({ id }) => String(id) === target)
  return (
    <Drawer
      opened={target !== ''}
      onClose={onClose}
      position="right"
      size={520}
      title={target === 'new' ? t('tokens.add') : t('form.editTitle', { name: token?.name ?? '' })}
      closeButtonProps={{ 'aria-label': t('common.close') }}
      styles={{ title: { fontWeight: 600, fontSize: '1rem' } }}
    >
      {target === 'new' || token ? (
        <TokenEditor key={target} token={token} onClose={onClose} onCreated={onCreated} />
      ) : tokens ? (
        <Alert color="red">{t('tokens.gone')}</Alert>
      ) : (
        <TableSkeleton label={t('common.loading')} />
      )}
    </Drawer>
  )
}
