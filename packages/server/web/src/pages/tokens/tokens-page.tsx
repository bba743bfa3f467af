import { Button, Group, Text } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { type CreatedToken, useTokens } from '../../api/tokens.js'
import { DataTable } from '../../components/data-table.js'
import { FailureNotice } from '../../components/failure-notice.js'
import { IconAdd } from '../../components/icons.js'
import { PageHead } from '../../components/page-head.js'
import { TableSkeleton } from '../../components/table-skeleton.js'
import { useQueryState } from '../../lib/query-state.js'
import { NewTokenDialog } from './new-token-dialog.js'
import { TokenDrawer } from './token-drawer.js'
import { useTokenColumns } from './use-token-columns.js'

/** The credentials that clients use: what each may do, and how much of it is used. */
export function TokensPage() {
  const { t } = useTranslation()
  const [{ edit }, setView] = useQueryState({ edit: '' })
  const [created, setCreated] = useState<CreatedToken | null>(null)
  const tokens = useTokens()
  const columns = useTokenColumns({ onEdit: (id) => setView({ edit: String(id) }) })
  return (
    <>
      <PageHead title={t('nav.tokens')}>
        <Button leftSection={<IconAdd size={15} />} onClick={() => setView({ edit: 'new' })}>
          {t('tokens.add')}
        </Button>
      </PageHead>
      <Text size="sm" c="dimmed" mb="sm" maw={720}>
        {t('tokens.about')}
      </Text>
      {tokens.isError && <FailureNotice error={tokens.error} retry={() => tokens.refetch()} />}
      {tokens.isPending && <TableSkeleton label={t('common.loading')} rows={4} />}
      {tokens.isSuccess && (
        <DataTable
          caption={t('nav.tokens')}
          columns={columns}
          rows={tokens.data}
          rowKey={(token) => token.id}
          rowHeight={57}
          minWidth="1080px"
          rowProps={(token) => ({ 'data-dim': !token.enabled })}
          empty={
            <Group justify="center" gap="sm">
              <Text size="sm">{t('tokens.none')}</Text>
              <Button onClick={() => setView({ edit: 'new' })}>{t('tokens.add')}</Button>
            </Group>
          }
        />
      )}
      <TokenDrawer
        target={edit}
        tokens={tokens.data}
        onClose={() => setView({ edit: '' })}
        onCreated={setCreated}
      />
      <NewTokenDialog token={created} onClose={() => setCreated(null)} />
    </>
  )
}
