import { SimpleGrid, Stack } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { useSettings } from '../../api/settings.js'
import { ConnectSnippets } from '../../components/connect-snippets.js'
import { PageHead } from '../../components/page-head.js'
import { Panel } from '../../components/panel.js'
import { QueryBody } from '../../components/query-body.js'
import { PasswordPanel } from './password-panel.js'
import { SettingsForm } from './settings-form.js'
import { SimulationPanel } from './simulation-panel.js'

/** How the server behaves, and what clients need to reach it. */
export function SettingsPage() {
  const { t } = useTranslation()
  const settings = useSettings()
  return (
    <>
      <PageHead title={t('nav.settings')} />
      <SimpleGrid cols={{ base: 1, lg: 2 }} spacing="sm">
        <Stack gap="sm">
          <QueryBody query={settings} height={480}>
            {(data) => <SettingsForm settings={data} />}
          </QueryBody>
        </Stack>
        <Stack gap="sm">
          <Panel title={t('settings.connect')}>
            <ConnectSnippets />
          </Panel>
          <SimulationPanel
            strategies={settings.data?.find(({ key }) => key === 'strategy')?.options ?? []}
          />
          <PasswordPanel />
        </Stack>
      </SimpleGrid>
    </>
  )
}
