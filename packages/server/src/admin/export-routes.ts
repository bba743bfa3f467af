import type { Store } from '@ccload/core'
import * as z from 'zod'
import type { AdminPassword } from '../auth/admin-password.js'
import { type AdminRoute, adminRoute } from '../http/admin-route.js'
import { failure, plain, tooManyAttempts } from '../http/reply.js'
import { toCsv, toJson } from '../transfer/write-channel-file.js'
import { queryFlag } from './field-schemas.js'

const exportQuery = z.strictObject({
  format: z.enum(['csv', 'json']).default('csv'),
  keys: queryFlag,
})

/** Channels as files. */
export function exportRoutes(options: { store: Store; password: AdminPassword }): AdminRoute[] {
  const { store, password } = options

  return [
    adminRoute({
      method: 'get',
      path: '/admin/export/channels',
      summary:
        'All channels as CSV or JSON; with keys=1 and the admin password once more in x-admin-password, the keys too',
      query: exportQuery,
      produces: ['text/csv', 'application/json'],
      async handle({ query, header, client }) {
        const withKeys = query.keys
        if (withKeys) {
          const checked = await password.check(toUtf8(header('x-admin-password')), client)
          if (checked.kind === 'throttled') return tooManyAttempts(checked.retryAfterMs)
          if (checked.kind === 'wrong') {
            const reason = 'x-admin-password: must be the admin password, as keys are asked for'
            return failure(403, 'wrong_password', reason)
          }
        }
        const channels = await store.channels.list()
        const isCsv = query.format === 'csv'
        return plain(
          isCsv ? 'text/csv; charset=utf-8' : 'application/json',
          isCsv ? toCsv(channels, { withKeys }) : toJson(channels, { withKeys }),
          { 'content-disposition': `attachment; filename="channels.${query.format}"` },
        )
      },
    }),
  ]
}

/** Header values arrive as Latin-1; a password may be any UTF-8. */
function toUtf8(value: string | undefined): string {
  return Buffer.from(value ?? '', 'latin1').toString('utf8')
}
