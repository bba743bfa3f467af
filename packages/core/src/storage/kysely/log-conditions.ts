import {
  type ExpressionBuilder,
  type ExpressionWrapper,
  type Kysely,
  type SqlBool,
  sql,
} from 'kysely'
import { LOG_OUTCOMES, type LogOutcome } from '../../domain/log-entry.js'
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
}

/** Whether a part lets successes through, which have no index of their own. */
export function hasSuccesses({ outcome, errorStatus }: LogPart): boolean {
  return errorStatus === undefined && (outcome === undefined || outcome === 'relayed')
}

/** Beyond this many status codes a range is searched as one. */
const MOST_CODES = 50

/** Takes a filter apart by outcome or status code. */
export async function toLogParts(db: Kysely<Database>, filter: LogFilter): Promise<LogPart[]> {
  const { status, text } = filter
  if (status === 'ok') return [{ outcome: 'relayed' }]
  // Successes have no message.
  if (status === 'error' || (status === undefined && text !== undefined)) {
    return ERROR_OUTCOMES.map((outcome) => ({ outcome }))
  }
  if (status === undefined) return [{}]
  const parts = await toErrorParts(db, status)
  const hasOk = status.min < 300 && status.max >= 200
  return hasOk ? [...parts, { outcome: 'relayed', okStatus: status }] : parts
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
  const { outcome, errorStatus, okStatus } = part
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
      ...[errorStatus, okStatus].flatMap((status) => toStatusConditions(logs, status)),
      ...(since === undefined ? [] : [logs('time', '>=', since)]),
      ...(until === undefined ? [] : [logs('time', '<', until)]),
      ...(text === undefined ? [] : [contains(text)]),
    ])
  }
}

function toStatusConditions(logs: ExpressionBuilder<Database, 'logs'>, status?: StatusRange) {
  if (status === undefined) return []
  const { min, max } = status
  return min === max
    ? [logs('status_code', '=', min)]
    : [logs('status_code', '>=', min), logs('status_code', '<=', max)]
}

function contains(text: string) {
  const pattern = `%${text.replace(/[!%_]/g, '!$&')}%`
  return sql<SqlBool>`lower(message) like lower(${pattern}) escape '!'`
}
