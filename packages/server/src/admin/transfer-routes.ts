import { CcloadError, type Store } from '@ccload/core'
import { z } from 'zod'
import type { AdminPassword } from '../auth/admin-password.js'
import { type AdminRoute, adminRoute } from '../http/admin-route.js'
import { failure, plain, success, tooManyAttempts } from '../http/reply.js'
import type { AddressPolicy } from '../security/address-policy.js'
import { planImport } from '../transfer/plan-import.js'
import { readChannelFile } from '../transfer/read-channel-file.js'
import { toCsv, toJson } from '../transfer/write-channel-file.js'
import { channelSchemas } from './channel-schema.js'
import { queryFlag } from './field-schemas.js'

const exportQuery = z.strictObject({
  format: z.enum(['csv', 'json']).default('csv'),
  keys: queryFlag,
})

const named = z.strictObject({ line: z.int(), name: z.string() })
const known = named.extend({ id: z.int() })

const importReport = z.strictObject({
  created: z.array(named),
  updated: z.array(known.extend({ fields: z.array(z.string()) })),
  unchanged: z.array(known),
  errors: z.array(z.strictObject({ line: z.int(), message: z.string() })),
  ignored_columns: z.array(z.string()),
})

/** Channels as files: out, and in again by name. */
export function transferRoutes(options: {
  store: Store
  policy: AddressPolicy
  password: AdminPassword
}): AdminRoute[] {
  const { store, policy, password } = options
  const schemas = channelSchemas(policy)

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
    adminRoute({
      method: 'post',
      path: '/admin/import/channels',
      summary:
        'Create and change channels by name from a CSV or JSON file: all of it, or nothing where a line is wrong',
      query: z.strictObject({ dry_run: queryFlag }),
      body: z.string(),
      text: ['text/csv', 'text/plain', 'application/json'],
      data: importReport,
      async handle({ query, body }) {
        const file = readChannelFile(body)
        const plan = await planImport(file.rows, await store.channels.list(), schemas)
        const { created, updated, unchanged, writes } = plan
        const errors = [...file.errors, ...plan.errors].sort((a, b) => a.line - b.line)
        const report = { created, updated, unchanged, errors, ignored_columns: file.ignored }
        if (query.dry_run) return success(report)
        if (errors.length > 0) return refuseImport(errors)
        try {
          await store.channels.applyAll(writes)
        } catch (error) {
          if (!isMadeMeanwhile(error)) throw error
          const reason = 'Channels were changed meanwhile, so nothing was imported. Try again.'
          return failure(409, 'changed_meanwhile', reason)
        }
        return success(report)
      },
    }),
  ]
}

/** Header values arrive as Latin-1; a password may be any UTF-8. */
function toUtf8(value: string | undefined): string {
  return Buffer.from(value ?? '', 'latin1').toString('utf8')
}

function refuseImport(errors: readonly { line: number; message: string }[]) {
  const lines = errors.slice(0, 20).map(({ line, message }) => `Line ${line}: ${message}.`)
  const rest = errors.length > lines.length ? [`And ${errors.length - lines.length} more.`] : []
  return failure(400, 'invalid_file', ['Nothing was imported.', ...lines, ...rest].join(' '))
}

function isMadeMeanwhile(error: unknown): boolean {
  return (
    error instanceof CcloadError &&
    (error.code === 'channel_changed' || error.code === 'channel_name_taken')
  )
}
