import type { Store } from '@ccload/core'
import * as z from 'zod'
import { type AdminRoute, adminRoute } from '../http/admin-route.js'
import { failure, success } from '../http/reply.js'
import { exportLogs } from '../logs/export-logs.js'
import { explainView } from './explain-view.js'
import { wholeNumber } from './field-schemas.js'
import { toLogPlan } from './log-plan.js'
import { logFilterFields, toLogFilter } from './log-query.js'
import { logView, toLogView } from './log-view.js'
import { nameText } from './range-schema.js'

const logQuery = z.strictObject({
  ...logFilterFields,
  limit: wholeNumber(1000).default(200),
  before_id: wholeNumber(Number.MAX_SAFE_INTEGER).optional(),
})

const exportQuery = z.strictObject({
  ...logFilterFields,
  format: z.enum(['csv', 'ndjson']).default('csv'),
})

/** Beyond this many, entries that have to be counted one by one are not counted to the end. */
const COUNT_LIMIT = 10_000

/** More attempts than any request makes. */
const ATTEMPTS_LIMIT = 1_000

const EXPORT_TYPES = { csv: 'text/csv; charset=utf-8', ndjson: 'application/x-ndjson' } as const

/** An export may wait for a person who has not said yet where to save it. */
const EXPORT_STALL_MS = 5 * 60_000

/** Log entries, newest first. `/admin/errors` is ccLoad's name for the same list. */
export function logRoutes(options: { store: Store; now: () => number }): AdminRoute[] {
  const { store, now } = options
  const lists = (['/admin/logs', '/admin/errors'] as const).map((path) =>
    adminRoute({
      method: 'get',
      path,
      summary:
        'List log entries, newest first. count: about how many there are; before_id leads to the next page',
      query: logQuery,
      data: z.array(logView),
      async handle({ query }) {
        const { limit, before_id: beforeId } = query
        const filter = toLogFilter(query, now())
        const [entries, count] = await Promise.all([
          store.logs.list({ ...filter, limit, beforeId }),
          store.logs.count(filter, COUNT_LIMIT),
        ])
        const last = entries.length < limit ? undefined : entries.at(-1)
        return success(entries.map(toLogView), {
          count: beforeId === undefined ? Math.max(count, entries.length) : count,
          page: { next_before_id: last?.id ?? null },
        })
      },
    }),
  )
  return [
    ...lists,
    adminRoute({
      method: 'get',
      path: '/admin/logs/export',
      summary: 'All log entries that match, newest first, as a file',
      query: exportQuery,
      produces: ['text/csv', 'application/x-ndjson'],
      async handle({ query }) {
        const { format } = query
        const filter = toLogFilter(query, now())
        return {
          ok: true,
          status: 200,
          type: EXPORT_TYPES[format],
          pieces: () => exportLogs(store.logs, filter, format),
          stallMs: EXPORT_STALL_MS,
          headers: { 'content-disposition': `attachment; filename="ccload-logs.${format}"` },
        }
      },
    }),
    adminRoute({
      method: 'get',
      path: '/admin/logs/{requestId}',
      summary: 'One request with all of its attempts, in their order',
      params: z.strictObject({ requestId: nameText }),
      data: z.strictObject({
        request_id: z.string(),
        attempts: z.array(logView),
        plan: z.array(explainView).nullable().meta({
          description: 'What was tried, and what was left out and why; null: nothing was',
        }),
      }),
      async handle({ params: { requestId } }) {
        const entries = await store.logs.list({ requestId, limit: ATTEMPTS_LIMIT })
        if (entries.length === 0) {
          return failure(404, 'not_found', 'There is no log entry of this request.')
        }
        const attempts = entries.sort((a, b) => a.attempt - b.attempt)
        const channels = await store.channels.list()
        const names = new Map(channels.map(({ id, name }) => [id, name]))
        return success({
          request_id: requestId,
          attempts: attempts.map(toLogView),
          plan: toLogPlan(attempts, names),
        })
      },
    }),
  ]
}
