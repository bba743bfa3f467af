import { setTimeout } from 'node:timers/promises'

const FIRST_RETRY_MS = 500
const LAST_RETRY_MS = 30_000

/** Codes of errors that mean no more than: not now. */
const NOT_NOW = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EPIPE',
  'ETIMEDOUT',
  // PostgreSQL: it starts, it stops, or has no connection to spare.
  '57P03',
  '57P01',
  '53300',
  'PROTOCOL_CONNECTION_LOST',
  'ER_CON_COUNT_ERROR',
  'ER_SERVER_SHUTDOWN',
])

/** What `pg` says without a code. */
const NOT_NOW_MESSAGES = /connection terminated|timeout exceeded when trying to connect/i

/** Whether an error, or what caused it, says that the database may answer later. */
function isAway(error: unknown): boolean {
  if (!(error instanceof Error)) return false
  if ('code' in error && typeof error.code === 'string' && NOT_NOW.has(error.code)) return true
  if (error instanceof AggregateError && error.errors.some(isAway)) return true
  return NOT_NOW_MESSAGES.test(error.message) || isAway(error.cause)
}

/** The innermost reason, which is what a person can do something about. */
export function toReason(error: unknown): string {
  if (error instanceof AggregateError && error.errors.length > 0) return toReason(error.errors[0])
  if (!(error instanceof Error)) return String(error)
  return error.cause === undefined ? error.message : toReason(error.cause)
}

/**
 * Opens a database, however long it takes to answer. What time does not heal, such as a wrong
 * password, rejects at once.
 */
export async function waitForDatabase<T>(
  open: () => Promise<T>,
  options: {
    /** As people may see it. */
    readonly name: string
    readonly print: (text: string) => void
    readonly sleep?: (ms: number) => Promise<unknown>
  },
): Promise<T> {
  const { name, print, sleep = setTimeout } = options
  for (let retryMs = FIRST_RETRY_MS; ; retryMs = Math.min(retryMs * 2, LAST_RETRY_MS)) {
    try {
      return await open()
    } catch (error) {
      if (!isAway(error)) throw error
      const seconds = retryMs / 1_000
      print(`${name} does not answer (${toReason(error)}). Next try in ${seconds} s.\n`)
      await sleep(retryMs)
    }
  }
}
