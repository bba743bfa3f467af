import { Box, Modal } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { type ReactNode, useEffect, useSyncExternalStore } from 'react'
import { useTranslation } from 'react-i18next'
import { Redirect, useLocation } from 'wouter'
import { sessionQuery } from '../api/login.js'
import { session } from '../api/session.js'
import { FailureNotice } from '../components/failure-notice.js'
import { PageSkeleton } from '../components/page-skeleton.js'
import { LoginForm } from './login-form.js'
import { LoginScreen } from './login-screen.js'

/**
 * Shows the pages to who is logged in. When a session ends in the middle of work, the login is
 * asked for on top of the page, which keeps all that was typed.
 */
export function SessionGate({ children }: { children: ReactNode }) {
  const state = useSyncExternalStore(session.subscribe, session.state)
  const [path] = useLocation()
  const { t } = useTranslation()
  const found = useQuery(sessionQuery)

  useEffect(() => {
    if (found.data === undefined) return
    if (found.data) session.enter()
    else session.leave()
  }, [found.data])

  if (state === 'out') return <LoginScreen />
  if (state === 'unknown') {
    return (
      <Box p="md">
        {found.isError ? (
          <FailureNotice error={found.error} retry={() => found.refetch()} />
        ) : (
          <PageSkeleton />
        )}
      </Box>
    )
  }
  return (
    <>
      {path === '/login.html' ? <Redirect to="/" replace /> : children}
      <Modal
        opened={state === 'expired'}
        onClose={() => {}}
        withCloseButton={false}
        closeOnEscape={false}
        closeOnClickOutside={false}
        title={t('login.expiredTitle')}
        zIndex={1000}
      >
        <LoginForm hint={t('login.expiredHint')} />
      </Modal>
    </>
  )
}
