import type { LogFilter } from '@ccload/core'
import * as z from 'zod'
import { wholeNumber } from './field-schemas.js'
import { nameText, rangeFields, toRange } from './range-schema.js'

const status = z
  .string()
  .regex(/^(ok|error|[1-5]xx|\d{1,3})$/, 'must be ok, error, a class such as 4xx, or a status code')
  .transform(toStatusFilter)

/** The parameters that narrow a list of log entries. */
export const logFilterFields = {
  ...rangeFields,
  channel_id: wholeNumber(Number.MAX_SAFE_INTEGER).optional(),
  model: nameText.optional(),
  token: nameText.optional().describe('The name of a client token'),
  status: status.optional().describe('ok, error, 2xx, 4xx, 5xx or a status code; 0: no answer'),
  session: nameText.optional(),
  request_id: nameText.optional(),
  q: z.string().min(1).max(200).optional().describe('Part of the message'),
}

type LogFilterInput = z.output<z.ZodObject<typeof logFilterFields>>

/** What a query asks for. Without any time it is the last 24 hours, unless a request is named. */
export function toLogFilter(query: LogFilterInput, now: number): LogFilter {
  const { from, to, hours, request_id: requestId } = query
  const isTimeless =
    requestId !== undefined && from === undefined && to === undefined && hours === undefined
  const { from: since } = toRange(query, now)
  return {
    ...(isTimeless ? {} : { since, until: to }),
    channelId: query.channel_id,
    model: query.model,
    tokenName: query.token,
    sessionId: query.session,
    requestId,
    status: query.status,
    text: query.q,
  }
}

function toStatusFilter(text: string): NonNullable<LogFilter['status']> {
  if (text === 'ok' || text === 'error') return text
  const first = Number.parseInt(text, 10)
  return text.endsWith('xx')
    ? { min: first * 100, max: first * 100 + 99 }
    : { min: first, max: first }
}
