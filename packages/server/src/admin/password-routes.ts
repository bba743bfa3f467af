import * as z from 'zod'
import type { AdminPassword } from '../auth/admin-password.js'
import { isTrivialPassword } from '../auth/trivial-password.js'
import { type AdminRoute, adminRoute } from '../http/admin-route.js'
import { failure, fieldFailure, success, tooManyAttempts } from '../http/reply.js'

const body = z.strictObject({
  current_password: z.string().min(1).max(1024),
  new_password: z.string().min(1).max(1024),
})

/** Changing the admin password. It ends all sessions, the caller's too. */
export function passwordRoutes(options: {
  password: AdminPassword
  /** Undefined: the password is set from outside. */
  changePassword: ((password: string) => Promise<void>) | undefined
}): AdminRoute[] {
  const { password, changePassword } = options
  return [
    adminRoute({
      method: 'put',
      path: '/admin/password',
      summary: 'Change the admin password; ends all sessions',
      body,
      async handle({ body: { current_password, new_password }, client }) {
        if (changePassword === undefined) {
          return failure(
            409,
            'set_elsewhere',
            'The password is set by CCLOAD_PASS: change it there.',
          )
        }
        const checked = await password.check(current_password, client)
        if (checked.kind === 'throttled') return tooManyAttempts(checked.retryAfterMs)
        if (checked.kind === 'wrong') {
          return fieldFailure(403, 'wrong_password', 'current_password', 'is wrong')
        }
        if (isTrivialPassword(new_password)) {
          const reason = 'is too easily guessed: use at least 8 characters, and no common word'
          return fieldFailure(400, 'invalid_field', 'new_password', reason)
        }
        await changePassword(new_password)
        return success()
      },
    }),
  ]
}
