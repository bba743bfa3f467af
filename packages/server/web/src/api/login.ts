import { queryOptions } from '@tanstack/react-query'
import { ApiError } from './api-error.js'
import { call } from './client.js'
import { session } from './session.js'

/** Whether this browser has a session. */
async function findSession(): Promise<boolean> {
  try {
    await call('GET', '/admin/session')
    return true
  } catch (error) {
    if (error instanceof ApiError && error.status === 401) return false
    throw error
  }
}

/** See {@link findSession}. Asked once: from then on, answers tell when it ends. */
export const sessionQuery = queryOptions({
  queryKey: ['session'],
  queryFn: findSession,
  staleTime: Infinity,
})

/** Logs in. Rejects with `wrong_password`, or with `too_many_attempts` and when to try again. */
export async function login(password: string): Promise<void> {
  const response = await fetch('/login', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ password }),
  }).catch(() => {
    throw new ApiError({ status: 0, code: 'unreachable', message: '' })
  })
  if (response.ok) return session.enter()
  const body: unknown = await response.json().catch(() => ({}))
  const { code = 'unknown', error = '' } = body as { code?: string; error?: string }
  throw new ApiError({
    status: response.status,
    code,
    message: error,
    retryAfterMs: Number(response.headers.get('retry-after') ?? 0) * 1000,
  })
}

/** Ends the session, and forgets everything that was loaded with it. */
export async function logout(): Promise<void> {
  await fetch('/logout', { method: 'POST' })
  // A fresh page holds nothing of what the last one knew.
  location.assign('/web/login.html')
}
