import {
  type ExpressionBuilder,
  type ExpressionWrapper,
  type Kysely,
  type SqlBool,
  sql,
} from 'kysely'
import { LOG_OUTCOMES, type LogOutcome } from '../../domain/log-entry.js'
import { toSearchText } from '../../domain/message-text.js'
import type { LogFilter, StatusRange } from '../../ports/store.js'
import type { Database } from './schema.js'

/** Outcomes other than success. */
export const ERROR_OUTCOMES = LOG_OUTCOMES.filter((outcome) => outcome !== 'relayed')

/**
 * One part of what a filter lets through. The parts are disjoint, and failures, which are few, can
 * be read along an index in the order of a listing.
 */
export interface LogPart {
  readonly outcome?: LogOutcome
  /** Only failures, of these statuses. */
  readonly errorStatus?: StatusRange
  /** Only successes, of these statuses: they are always 2xx. */
  readonly okStatus?: StatusRange
  /** Only failures, with one of these messages; null: with one that is not in the dictionary. */
  readonly messageHash?: number | readonly number[] | null
  /** Only those whose message is in the dictionary, where it is searched for the filter's text. */
  readonly isKnown?: true
}

/** Whether a part lets successes through, which have no index of their own. */
export function hasSuccesses({ outcome, errorStatus, messageHash }: LogPart): boolean {
  if (errorStatus !== undefined || messageHash !== undefined) return false
  return outcome === undefined || outcome === 'relayed'
}

/** Beyond this many status codes a range is searched as one. */
const MOST_CODES = 50

/** Takes a filter apart by outcome or status code. */
export async function toLogParts(db: Kysely<Database>, filter: LogFilter): Promise<LogPart[]> {
  const { status, text } = filter
  // Successes have no message.
  if (status === 'ok') return text === undefined ? [{ outcome: 'relayed' }] : []
  if (status === 'error' || (status === undefined && text !== undefined)) {
    return ERROR_OUTCOMES.map((outcome) => ({ outcome }))
  }
  if (status === undefined) return [{}]
  const parts = await toErrorParts(db, status)
  const hasOk = text === undefined && status.min < 300 && status.max >= 200
  return hasOk ? [...parts, { outcome: 'relayed', okStatus: status }] : parts
}

/** Failures with a text in a message that is in the dictionary, in an order of time each. */
export function toKnownParts(filter: LogFilter): LogPart[] {
  return ERROR_OUTCOMES.map((outcome) => toFailurePart(filter, { outcome, isKnown: true }))
}

/** A part of failures, cut to the statuses that a filter lets through. */
export function toFailurePart({ status }: LogFilter, part: LogPart): LogPart {
  return typeof status === 'object' ? { ...part, errorStatus: status } : part
}

/** The status codes of a range that failures have, found by one look into the index for each. */
async function toErrorParts(db: Kysely<Database>, status: StatusRange): Promise<LogPart[]> {
  if (status.min === status.max) return [{ errorStatus: status }]
  const parts: LogPart[] = []
  for (let from = status.min; parts.length <= MOST_CODES; ) {
    const { code } = await db
      .selectFrom('logs')
      .select((logs) => logs.fn.min('status_code').as('code'))
      .where('status_code', '>=', from)
      .where('status_code', '<=', status.max)
      .where(isError)
      .executeTakeFirstOrThrow()
    if (code === null) return parts
    parts.push({ errorStatus: { min: Number(code), max: Number(code) } })
    from = Number(code) + 1
  }
  return [{ errorStatus: status }]
}

/** In the very words of the partial indexes, so that the database knows they apply. */
const isError = sql<SqlBool>`outcome <> 'relayed'`

/** The conditions that an entry meets which a filter lets through and that is of the given part. */
export function toConditions(
  filter: LogFilter,
  part: LogPart,
): (logs: ExpressionBuilder<Database, 'logs'>) => ExpressionWrapper<Database, 'logs', SqlBool> {
  const { since, until, channelId, model, tokenName, sessionId, requestId, text } = filter
  const { outcome, errorStatus, okStatus, messageHash, isKnown } = part
  // Found by something else, an entry's status is only looked at.
  const isIndexed = outcome === undefined && messageHash === undefined
  return (logs) => {
    const equal = (
      [
        ['request_id', requestId],
        ['session_id', sessionId],
        ['outcome', outcome],
        ['token_name', tokenName],
        ['channel_id', channelId],
        ['model', model],
      ] as const
    ).flatMap(([column, value]) => (value === undefined ? [] : [logs(column, '=', value)]))
    return logs.and([
      ...equal,
      ...(hasSuccesses(part) ? [] : [isError]),
      ...(messageHash === undefined ? [] : [toMessageCondition(logs, messageHash)]),
      ...[errorStatus, okStatus].flatMap((status) => toStatusConditions(logs, isIndexed, status)),
      ...(since === undefined ? [] : [logs('time', '>=', since)]),
      ...(until === undefined ? [] : [logs('time', '<', until)]),
      ...(text === undefined ? [] : [isKnown ? isKnownWith(text) : contains(text)]),
    ])
  }
}

function toMessageCondition(
  logs: ExpressionBuilder<Database, 'logs'>,
  hash: number | readonly number[] | null,
) {
  if (hash === null) return logs('message_hash', 'is', null)
  return typeof hash === 'number'
    ? logs('message_hash', '=', hash)
    : logs('message_hash', 'in', hash)
}

function toStatusConditions(
  logs: ExpressionBuilder<Database, 'logs'>,
  isIndexed: boolean,
  status?: StatusRange,
) {
  if (status === undefined) return []
  const { min, max } = status
  const code = isIndexed ? logs.ref('status_code') : sql<number>`(status_code + 0)`
  return min === max ? [logs(code, '=', min)] : [logs(code, '>=', min), logs(code, '<=', max)]
}

function contains(text: string) {
  return sql<SqlBool>`lower(message) like lower(${toPattern(text)}) escape '!'`
}

function isKnownWith(text: string) {
  return sql<SqlBool>`exists (
    select 1 from log_messages where hash = message_hash and ${isMessageWith(text)}
  )`
}

/** Whether a text is part of a message of the dictionary. */
export function isMessageWith(text: string) {
  const pattern = toPattern(toSearchText(text))
  return sql<SqlBool>`${sql.ref('log_messages.text')} like ${pattern} escape '!'`
}

/** What `like ... escape '!'` finds a text by that is part of another. */
function toPattern(text: string): string {
  return `%${text.replace(/[!%_]/g, '!$&')}%`
}
