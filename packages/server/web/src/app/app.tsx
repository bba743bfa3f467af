import { MantineProvider } from '@mantine/core'
import { Notifications } from '@mantine/notifications'
import { QueryClientProvider } from '@tanstack/react-query'
import { Router } from 'wouter'
import { ConfirmDialog } from '../components/confirm.js'
import { FailureBoundary } from '../components/failure-boundary.js'
import { cspNonce } from './csp-nonce.js'
import { queryClient } from './query-client.js'
import { SessionGate } from './session-gate.js'
import { Shell } from './shell.js'
import { colorSchemeManager, cssVariables, theme } from './theme.js'

/** Everything around the pages. */
export function App() {
  return (
    <MantineProvider
      theme={theme}
      cssVariablesResolver={cssVariables}
      colorSchemeManager={colorSchemeManager}
      defaultColorScheme="auto"
      getStyleNonce={() => cspNonce}
    >
      <Notifications position="bottom-right" limit={4} />
      <QueryClientProvider client={queryClient}>
        <ConfirmDialog />
        <Router base="/web">
          <FailureBoundary>
            <SessionGate>
              <Shell />
            </SessionGate>
          </FailureBoundary>
        </Router>
      </QueryClientProvider>
    </MantineProvider>
  )
}
