import type { Store } from '@ccload/core'
import * as z from 'zod'
import { type AdminRoute, adminRoute } from '../http/admin-route.js'
import { eventStream, toEvent, wantsEvents } from '../http/event-stream.js'
import { type Failure, failure, success } from '../http/reply.js'
import type { AddressPolicy } from '../security/address-policy.js'
import { type ImportReport, type ImportStep, runImport } from '../transfer/run-import.js'
import { channelSchemas } from './channel-schema.js'
import { queryFlag } from './field-schemas.js'

const named = z.strictObject({ line: z.int(), name: z.string() })
const known = named.extend({ id: z.int() })

const reportView = z
  .strictObject({
    created: z.array(named),
    updated: z.array(known.extend({ fields: z.array(z.string()) })),
    unchanged: z.array(known),
    errors: z.array(z.strictObject({ line: z.int(), message: z.string() })),
    ignored_columns: z.array(z.string()),
  })
  .meta({ id: 'ImportReport' })

/** An import as server-sent events: `progress` now and then, `result` or `failure` last. */
const importEvents = z.discriminatedUnion('event', [
  z.strictObject({
    event: z.literal('progress'),
    data: z.strictObject({
      doing: z.enum(['checking', 'writing']).meta({
        description:
          'checking counts lines; writing counts channels, none of which is there before the result',
      }),
      done: z.int(),
      of: z.int(),
    }),
  }),
  z.strictObject({ event: z.literal('result'), data: reportView }),
  z.strictObject({
    event: z.literal('failure'),
    data: z.strictObject({ code: z.string(), error: z.string() }),
  }),
])

/** Far more than two steps are apart, be the database ever so slow. */
const STALL_MS = 120_000

/** Channels from a file, by their names. */
export function importRoutes(options: { store: Store; policy: AddressPolicy }): AdminRoute[] {
  const { store, policy } = options
  const schemas = channelSchemas(policy)
  return [
    adminRoute({
      method: 'post',
      path: '/admin/import/channels',
      summary:
        'Create and change channels by name from a CSV or JSON file: all of it, or nothing where a line is wrong; with accept: text/event-stream it tells how far it is, and leaving undoes it',
      query: z.strictObject({ dry_run: queryFlag }),
      body: z.string(),
      text: ['text/csv', 'text/plain', 'application/json'],
      data: reportView,
      events: importEvents,
      async handle({ query, body, header }) {
        const start = (signal?: AbortSignal) =>
          runImport({ text: body, store, schemas, isDryRun: query.dry_run }, signal)
        if (wantsEvents(header('accept'))) {
          return eventStream({ pieces: (signal) => toEvents(start(signal)), stallMs: STALL_MS })
        }
        for await (const step of start()) {
          if (step.kind === 'progress') continue
          const end = toEnd(step)
          return end.ok ? success(end.report) : end
        }
        throw new Error('An import ended without a result.')
      },
    }),
  ]
}

async function* toEvents(steps: AsyncIterable<ImportStep>): AsyncGenerator<string> {
  for await (const step of steps) {
    if (step.kind === 'progress') {
      const { kind, ...data } = step
      yield toEvent(kind, data)
    } else {
      const end = toEnd(step)
      if (end.ok) yield toEvent('result', end.report)
      else yield toEvent('failure', { code: end.code, error: end.error })
    }
  }
}

type End = { ok: true; report: z.output<typeof reportView> } | Failure

function toEnd(step: Exclude<ImportStep, { kind: 'progress' }>): End {
  switch (step.kind) {
    case 'result':
      return { ok: true, report: toView(step.report) }
    case 'invalid':
      return refuseLines(step.report.errors)
    case 'changed-meanwhile': {
      const reason = 'Channels were changed meanwhile, so nothing was imported. Try again.'
      return failure(409, 'changed_meanwhile', reason)
    }
  }
}

function toView(report: ImportReport): z.output<typeof reportView> {
  const { created, updated, unchanged, errors, ignored } = report
  return {
    created: [...created],
    updated: [...updated],
    unchanged: [...unchanged],
    errors: [...errors],
    ignored_columns: [...ignored],
  }
}

function refuseLines(errors: ImportReport['errors']): Failure {
  const lines = errors.slice(0, 20).map(({ line, message }) => `Line ${line}: ${message}.`)
  const rest = errors.length > lines.length ? [`And ${errors.length - lines.length} more.`] : []
  return failure(400, 'invalid_file', ['Nothing was imported.', ...lines, ...rest].join(' '))
}
